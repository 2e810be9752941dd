package notification

import (
	"fmt"

	"madoguchi/app/civil"
)

// SchemaOf returns a version of the form of a kind, or an error that wraps
// [ErrSchema] when there is none.
func SchemaOf(kind Kind, version int) (*Schema, error) {
	for _, s := range forms {
		if s.Kind == kind && s.Version == version {
			return s, nil
		}
	}
	return nil, fmt.Errorf("form of kind %d version %d: %w", kind, version, ErrSchema)
}

// Current returns the newest version of the form of a kind.
func Current(kind Kind) (*Schema, error) {
	var newest *Schema
	for _, s := range forms {
		if s.Kind == kind && (newest == nil || s.Version > newest.Version) {
			newest = s
		}
	}
	if newest == nil {
		return nil, fmt.Errorf("form of kind %d: %w", kind, ErrSchema)
	}
	return newest, nil
}

// oldFormsEnd is the last day on which forms that a newer version has replaced are taken:
// until then terminals are brought up to date.
var oldFormsEnd = civil.MustParse("2027-03-31")

// Over reports whether a form is taken no more on a day. Whoever still wrote on it would
// leave out what the newer one asks for.
func (s *Schema) Over(day civil.Date) bool {
	newest, err := Current(s.Kind)
	return err == nil && s.Version < newest.Version && day.After(oldFormsEnd)
}

// New returns an empty content on the newest form of a kind with one person.
func New(kind Kind) (Content, error) {
	s, err := Current(kind)
	if err != nil {
		return Content{}, err
	}
	return Content{Kind: kind, Version: s.Version, Persons: make([]Values, 1)}, nil
}

// forms holds every version ever released; an old one is never changed.
var forms = []*Schema{
	movingIn1, movingWithin1, movingOut1,
	movingIn2, movingInCard1, movingInAbroad1, movingWithin2, movingOut2, movingOutAbroad1, movingOutPost1,
	householdSplit1, householdMerge1, householdChange1, headChange1,
	newborn1, death1, exOfficioEntry1, exOfficioDeletion1, exOfficioRevision1, minorCorrection1, clericalCorrection1,
	formerName1, alias1, article46, article47, article48, immigrationNotice1, naturalization1, nationalityLoss1,
	codeChange1, numberChange1, cancellation1, arrivalNotice1,
	supportRequest1, supportExtension1, supportEnd1, holdSetting1, holdRelease1,
}

var yesNo = []int{Yes, No}

// The blocks that every form begins with (DOMAIN 2.3, common header).
var (
	datesBlock = Section{Key: "dates", Fields: []Field{
		{Item: NotifiedOn, Type: Date, Required: true},
		{Item: ChangedOn, Type: Date, Required: true, Rekey: true},
		{Item: Channel, Type: Choice, Required: true, Choices: []int{ChannelCounter, ChannelPost}},
	}}
	// Identification of who hands it in (R001, R013). Documents: 1 個人番号カード,
	// 2 運転免許証, 3 旅券, 4 在留カード, 5 特別永住者証明書, 6 その他官公署の写真付き,
	// 7 健康保険の資格確認書など（二点）.
	notifierBlock = Section{Key: "notifier", Fields: []Field{
		{Item: NotifierName, Type: Name, Required: true},
		{Item: NotifierRelation, Type: Choice, Required: true, Choices: []int{RelationSelf, RelationHead, RelationHousehold, RelationProxy}},
		{Item: ProxyAuthority, Type: Choice, Required: true, Choices: yesNo, When: Condition{NotifierRelation, []int{RelationProxy}}},
		{Item: NotifierPhone, Type: Phone},
		{Item: IDDocument, Type: Choice, Required: true, Choices: []int{1, 2, 3, 4, 5, 6, 7}},
		{Item: IDDocumentSecond, Type: Text, Required: true, Max: 40, When: Condition{IDDocument, []int{7}}},
	}}
	newAddressBlock = Section{Key: "new_address", Fields: []Field{
		{Item: NewPostal, Type: Postal, Required: true},
		{Item: NewWard, Type: Number, Required: true, Max: 6},
		{Item: NewTownship, Type: Text, Required: true, Max: 60},
		{Item: NewNumber, Type: Text, Required: true, Max: 30, Rekey: true},
		{Item: NewBuilding, Type: Text, Max: 60},
	}}
	remarkBlock = Section{Key: "remark", Fields: []Field{{Item: Remark, Type: Text, Max: 200}}}

	isForeign  = Condition{ResidentClass, []int{ClassForeign}}
	isJapanese = Condition{ResidentClass, []int{ClassJapanese}}
)

// movingIn1 is 転入届 from within Japan (法22条).
var movingIn1 = &Schema{Kind: MovingIn, Version: 1, Sections: []Section{
	datesBlock,
	notifierBlock,
	{Key: "certificate", Fields: []Field{
		{Item: Certificate, Type: Choice, Required: true, Choices: []int{CertificatePaper, CertificateCard, CertificateNone}},
		{Item: CertificateChecked, Type: Choice, Required: true, Choices: yesNo,
			When: Condition{Certificate, []int{CertificatePaper, CertificateCard}}},
	}},
	{Key: "prev_address", Fields: []Field{
		{Item: PrevPostal, Type: Postal},
		{Item: PrevTown, Type: Text, Required: true, Max: 80},
		{Item: PrevNumber, Type: Text, Max: 30},
		{Item: PrevBuilding, Type: Text, Max: 60},
		{Item: PrevHead, Type: Name, Required: true},
	}},
	newAddressBlock,
	{Key: "household", Fields: []Field{
		{Item: Scope, Type: Choice, Required: true, Choices: []int{ScopeAll, ScopePart}},
		{Item: TargetHousehold, Type: Choice, Required: true, Choices: []int{HouseholdNew, HouseholdExisting}},
		{Item: TargetHouseholdID, Type: HouseholdID, Required: true, When: Condition{TargetHousehold, []int{HouseholdExisting}}},
	}},
	remarkBlock,
	{Key: "person", PerPerson: true, Fields: []Field{
		{Item: ResidentClass, Type: Choice, Required: true, Choices: []int{ClassJapanese, ClassForeign}},
		{Item: FullName, Type: Name, Required: true},
		{Item: FullReading, Type: Reading, Required: true, Rekey: true},
		{Item: ReadingConfirmed, Type: Choice, Required: true, Choices: yesNo},
		{Item: FormerName, Type: Name, When: isJapanese},
		{Item: RomanName, Type: Text, Max: 60, When: isForeign},
		{Item: Alias, Type: Name, When: isForeign},
		{Item: Birth, Type: UncertainDate, Required: true, Rekey: true},
		{Item: Sex, Type: Choice, Required: true, Choices: []int{SexMale, SexFemale}},
		{Item: Relation, Type: Relationship, Required: true},
	}},
	{Key: "numbers", PerPerson: true, Fields: []Field{
		{Item: Code, Type: ResidentCode, Rekey: true},
		{Item: MyNumber, Type: IndividualNumber, Rekey: true},
		// 1 なし, 2 あり（継続利用する）, 3 あり（継続利用しない）
		{Item: Card, Type: Choice, Choices: []int{1, 2, 3}},
	}},
	{Key: "domicile", PerPerson: true, When: isJapanese, Fields: []Field{
		{Item: RegisteredDomicile, Type: Text, Required: true, Max: 80},
		{Item: DomicileHead, Type: Name, Required: true},
	}},
	{Key: "foreign", PerPerson: true, When: isForeign, Fields: []Field{
		{Item: Nationality, Type: Text, Required: true, Max: 40},
		// 1 中長期在留者, 2 特別永住者, 3 一時庇護許可者, 4 仮滞在許可者, 5 経過滞在者
		{Item: Article30_45, Type: Choice, Required: true, Choices: []int{1, 2, 3, 4, 5}},
		{Item: ResidenceStatus, Type: Text, Required: true, Max: 40, When: Condition{Article30_45, []int{1}}},
		{Item: ResidencePeriod, Type: Text, Required: true, Max: 20, When: Condition{Article30_45, []int{1, 3, 4}}},
		{Item: ResidenceExpiry, Type: Date, Required: true, When: Condition{Article30_45, []int{1, 3, 4}}},
		{Item: ResidenceCard, Type: Text, Required: true, Max: 12, When: Condition{Article30_45, []int{1, 2}}},
	}},
	qualificationsBlock,
}}

// Whether the person carries a qualification that another desk follows up (附帯資格).
var qualificationsBlock = Section{Key: "qualifications", PerPerson: true, Fields: []Field{
	{Item: HealthInsurance, Type: Choice, Choices: yesNo},
	{Item: ElderlyMedical, Type: Choice, Choices: yesNo},
	{Item: LongTermCare, Type: Choice, Choices: yesNo},
	{Item: Pension, Type: Choice, Choices: yesNo},
	{Item: ChildAllowance, Type: Choice, Choices: yesNo},
}}

// quotedPerson identifies a resident who is in the register already. Without a
// line the clerk types what the paper says and the registry finds the resident.
var quotedPerson = []Field{
	{Item: PersonID, Type: ResidentID, Quoted: true},
	{Item: BaseVersion, Type: Number, Quoted: true},
	{Item: FullName, Type: Name, Required: true, Quoted: true},
	{Item: FullReading, Type: Reading, Quoted: true},
	{Item: Birth, Type: UncertainDate, Required: true, Rekey: true, Quoted: true},
	{Item: Sex, Type: Choice, Required: true, Choices: []int{SexMale, SexFemale}, Quoted: true},
}

var quotedAddressBlock = Section{Key: "prev_address", Fields: []Field{
	{Item: FormerHousehold, Type: HouseholdID, Quoted: true},
	{Item: PrevTown, Type: Text, Required: true, Max: 80, Quoted: true},
	{Item: PrevNumber, Type: Text, Max: 30, Quoted: true},
	{Item: PrevBuilding, Type: Text, Max: 60, Quoted: true},
	{Item: PrevHead, Type: Name, Required: true, Quoted: true},
}}

// movingWithin1 is 転居届 (法23条): nothing but the address and the household part.
var movingWithin1 = &Schema{Kind: MovingWithin, Version: 1, Sections: []Section{
	datesBlock,
	notifierBlock,
	quotedAddressBlock,
	newAddressBlock,
	{Key: "household", Fields: []Field{
		{Item: Scope, Type: Choice, Required: true, Choices: []int{ScopeAll, ScopePart}},
		{Item: TargetHousehold, Type: Choice, Required: true, Choices: []int{HouseholdNew, HouseholdExisting}},
		{Item: TargetHouseholdID, Type: HouseholdID, Required: true, When: Condition{TargetHousehold, []int{HouseholdExisting}}},
		{Item: RemainingHead, Type: ResidentID, When: Condition{Scope, []int{ScopePart}}},
	}},
	remarkBlock,
	{Key: "person", PerPerson: true, Fields: append(quotedPerson[:len(quotedPerson):len(quotedPerson)],
		Field{Item: Relation, Type: Relationship, Required: true},
		Field{Item: Card, Type: Choice, Choices: []int{1, 2, 3}},
	)},
	qualificationsBlock,
}}

// movingOut1 is 転出届 (法24条), made beforehand.
var movingOut1 = &Schema{Kind: MovingOut, Version: 1, Sections: []Section{
	datesBlock,
	notifierBlock,
	quotedAddressBlock,
	{Key: "destination", Fields: []Field{
		{Item: DestPostal, Type: Postal},
		{Item: DestTown, Type: Text, Required: true, Max: 80},
		{Item: DestNumber, Type: Text, Max: 30, Rekey: true},
		{Item: DestBuilding, Type: Text, Max: 60},
		{Item: DestHead, Type: Name},
	}},
	{Key: "household", Fields: []Field{
		{Item: Scope, Type: Choice, Required: true, Choices: []int{ScopeAll, ScopePart}},
		{Item: RemainingHead, Type: ResidentID, When: Condition{Scope, []int{ScopePart}}},
		// 1 転出証明書を交付, 2 特例転出（カード）
		{Item: OutDocument, Type: Choice, Required: true, Choices: []int{1, 2}},
	}},
	remarkBlock,
	{Key: "person", PerPerson: true, Fields: append(quotedPerson[:len(quotedPerson):len(quotedPerson)],
		Field{Item: Card, Type: Choice, Choices: []int{1, 2, 3}},
	)},
	qualificationsBlock,
}}
