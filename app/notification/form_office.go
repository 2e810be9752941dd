package notification

// The forms of what is written ex officio (職権, 法8条). Nobody notifies: a document
// says it, and somebody else examined it before (R004, E30).

// officeDates are the dates of an entry without a notifier. label names the date of
// change; as the list of E09 allows, it may be one that is not fully known.
func officeDates(label Item, t Type) Section {
	return Section{Key: "dates", Fields: []Field{
		{Item: ChangedOn, Type: t, Required: true, Rekey: true, Label: label},
		{Item: NotifiedOn, Type: Date, Required: true, Label: "noticed_on"},
	}}
}

var (
	basisBlock = Section{Key: "basis", Fields: []Field{
		{Item: Basis, Type: Choice, Required: true, Choices: []int{BasisReport, BasisNotice, 3, 4, 5, 6}},
		{Item: BasisDocument, Type: Text, Required: true, Max: 60},
		{Item: BasisOn, Type: Date},
		{Item: BasisFrom, Type: Text, Max: 60},
	}}
	// priorReviewBlock is the record of the review before the entry.
	priorReviewBlock = Section{Key: "prior_review", Fields: []Field{
		{Item: PriorReviewer, Type: Text, Required: true, Max: 32},
		{Item: PriorReviewedOn, Type: Date, Required: true},
		{Item: PriorDocument, Type: Text, Required: true, Max: 40},
	}}
	quotedBlock = Section{Key: "person", PerPerson: true, Fields: quotedPerson}
)

// newborn1 is 出生: the child joins a household and takes its address.
var newborn1 = &Schema{Kind: Newborn, Version: 1, Sections: []Section{
	officeDates("born_on", UncertainDate), basisBlock, priorReviewBlock,
	{Key: "household", Fields: []Field{{Item: TargetHouseholdID, Type: HouseholdID, Required: true}}},
	remarkBlock,
	{Key: "person", PerPerson: true, Fields: append([]Field{
		{Item: ParentRelation, Type: Text, Max: 10}}, newcomerBlock.Fields...)},
	domicileBlock, foreignBlock,
	{Key: "qualifications", PerPerson: true, Fields: qualificationsBlock.Fields},
}}

// death1 is 死亡. The day may not be fully known (E09).
var death1 = &Schema{Kind: Death, Version: 1, Sections: []Section{
	officeDates("died_on", UncertainDate), basisBlock, priorReviewBlock, quotedAddressBlock,
	newHeadBlock, remarkBlock,
	{Key: "person", PerPerson: true, Fields: append(leavers.Fields[:len(quotedPerson)+2:len(quotedPerson)+2],
		Field{Item: DeathPlace, Type: Text, Max: 60})},
}}

// exOfficioEntry1 is 職権記載.
var exOfficioEntry1 = &Schema{Kind: ExOfficioEntry, Version: 1, Sections: []Section{
	officeDates("found_on", Date),
	{Key: "correction", Fields: []Field{{Item: EntryCause, Type: Choice, Required: true, Choices: []int{1, 2, 3, 9}}}},
	basisBlock, priorReviewBlock,
	{Key: "prev_address", Fields: []Field{
		{Item: PrevPostal, Type: Postal}, {Item: PrevTown, Type: Text, Max: 80}, {Item: PrevNumber, Type: Text, Max: 30},
		{Item: PrevBuilding, Type: Text, Max: 60}, {Item: PrevHead, Type: Name},
	}},
	newAddressBlock, joinBlock, remarkBlock,
	newcomerBlock, numbersBlock, domicileBlock, foreignBlock, qualificationsBlock,
}}

// exOfficioDeletion1 is 職権消除. 失踪 is one of its causes, and its day may not be
// fully known (E09).
var exOfficioDeletion1 = &Schema{Kind: ExOfficioDeletion, Version: 1, Sections: []Section{
	officeDates("found_on", UncertainDate),
	{Key: "correction", Fields: []Field{{Item: DeletionCause, Type: Choice, Required: true, Choices: []int{1, DeletedMissing, 3, 4, 5, 9}}}},
	basisBlock, priorReviewBlock, quotedAddressBlock,
	{Key: "destination", When: Condition{DeletionCause, []int{4, 5}}, Fields: []Field{
		{Item: DestTown, Type: Text, Max: 80}, {Item: DestNumber, Type: Text, Max: 30}, {Item: DestBuilding, Type: Text, Max: 60},
		{Item: DestCountry, Type: Text, Max: 40},
	}},
	newHeadBlock, remarkBlock,
	{Key: "person", PerPerson: true, Fields: leavers.Fields[: len(quotedPerson)+2 : len(quotedPerson)+2]},
}}

// correctedBlock holds the items of a record that can be put right; see [Correctable].
var correctedBlock = Section{Key: "corrected", PerPerson: true, Fields: []Field{
	{Item: ToName, Type: Name},
	{Item: ToReading, Type: Reading, Rekey: true},
	{Item: ToRomanName, Type: Text, Max: 60},
	{Item: ToBirth, Type: UncertainDate, Rekey: true},
	{Item: ToSex, Type: Choice, Choices: []int{SexMale, SexFemale}},
	{Item: ToRelation, Type: Relationship},
	{Item: ToDomicile, Type: Text, Max: 80},
	{Item: ToDomicileHead, Type: Name},
	{Item: ToTown, Type: Text, Max: 60},
	{Item: ToNumber, Type: Text, Max: 30, Rekey: true},
	{Item: ToBuilding, Type: Text, Max: 60},
	{Item: ToPrevTown, Type: Text, Max: 80},
	{Item: ToAddressSince, Type: Date},
}}

func corrections(kind Kind, causes ...int) *Schema {
	return &Schema{Kind: kind, Version: 1, Sections: []Section{
		officeDates("found_on", Date),
		{Key: "correction", Fields: []Field{
			{Item: CorrectionCause, Type: Choice, Required: true, Choices: causes},
			{Item: CorrectionText, Type: Text, Required: true, Max: 200},
		}},
		basisBlock, priorReviewBlock, quotedAddressBlock, remarkBlock,
		quotedBlock, correctedBlock,
	}}
}

var (
	// exOfficioRevision1 is 職権修正.
	exOfficioRevision1 = corrections(ExOfficioRevision, 3, 4, 5, 6, 9)
	// minorCorrection1 is 軽微な修正 (規則11条3項2号).
	minorCorrection1 = corrections(MinorCorrection, 1, 2, 3, 4, 5)
	// clericalCorrection1 is 誤記修正: it names the row that is wrong, which stays.
	clericalCorrection1 = func() *Schema {
		s := corrections(ClericalCorrection, 7)
		s.Sections[6] = Section{Key: "person", PerPerson: true, Fields: append(quotedPerson[:len(quotedPerson):len(quotedPerson)],
			Field{Item: WrongHistory, Type: Number, Required: true, Max: 4})}
		return s
	}()
)

// Correctable maps the items of a correction to those of the person or address that
// they put right, in the order of the form.
func Correctable() [][2]Item {
	return [][2]Item{
		{ToName, FullName}, {ToReading, FullReading}, {ToRomanName, RomanName}, {ToBirth, Birth}, {ToSex, Sex}, {ToRelation, Relation},
		{ToDomicile, RegisteredDomicile}, {ToDomicileHead, DomicileHead}, {ToTown, PrevTown}, {ToNumber, PrevNumber}, {ToBuilding, PrevBuilding},
	}
}
