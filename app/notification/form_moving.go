package notification

// The later forms of moving, and what they share.

var (
	// certificateOf shows a block while the moving-out certificate is on paper.
	onPaper = Condition{Certificate, []int{CertificatePaper}}

	// partField says of a person of a kind that regroups whether they stay.
	partField = Field{Item: Part, Type: Choice, Choices: []int{PartMoves, PartStays}}
	stays     = Condition{Part, []int{PartStays}}

	householdBlock = Section{Key: "household", Fields: []Field{
		{Item: Scope, Type: Choice, Required: true, Choices: []int{ScopeAll, ScopePart}},
		{Item: TargetHousehold, Type: Choice, Required: true, Choices: []int{HouseholdNew, HouseholdExisting}},
		{Item: TargetHouseholdID, Type: HouseholdID, Required: true, When: Condition{TargetHousehold, []int{HouseholdExisting}}},
	}}
	// joinBlock is for newcomers, who leave no household behind.
	joinBlock = Section{Key: "household", Fields: householdBlock.Fields[1:]}

	prevAddressBlock = Section{Key: "prev_address", Fields: []Field{
		{Item: PrevPostal, Type: Postal},
		{Item: PrevTown, Type: Text, Required: true, Max: 80},
		{Item: PrevNumber, Type: Text, Max: 30},
		{Item: PrevBuilding, Type: Text, Max: 60},
		{Item: PrevHead, Type: Name, Required: true},
	}}
	abroadBlock = Section{Key: "abroad", Fields: []Field{
		{Item: PrevCountry, Type: Text, Required: true, Max: 40},
		{Item: PrevAbroad, Type: Text, Max: 100},
		{Item: ArrivedOn, Type: Date, Required: true},
		{Item: AbroadDocument, Type: Choice, Required: true, Choices: []int{1, 2, 3}},
	}}
	destinationBlock = Section{Key: "destination", Fields: []Field{
		{Item: DestPostal, Type: Postal},
		{Item: DestTown, Type: Text, Required: true, Max: 80},
		{Item: DestNumber, Type: Text, Max: 30, Rekey: true},
		{Item: DestBuilding, Type: Text, Max: 60},
		{Item: DestHead, Type: Name},
	}}
	leavingBlock = Section{Key: "household", Fields: []Field{
		{Item: Scope, Type: Choice, Required: true, Choices: []int{ScopeAll, ScopePart}},
		{Item: RemainingHead, Type: ResidentID, When: Condition{Scope, []int{ScopePart}}},
	}}
)

// The blocks of a newcomer.
var (
	newcomerBlock = Section{Key: "person", PerPerson: true, Fields: []Field{
		{Item: ResidentClass, Type: Choice, Required: true, Choices: []int{ClassJapanese, ClassForeign}},
		{Item: FullName, Type: Name, Required: true},
		{Item: FullReading, Type: Reading, Required: true, Rekey: true},
		{Item: ReadingConfirmed, Type: Choice, Required: true, Choices: yesNo},
		{Item: FormerName, Type: Name, When: isJapanese},
		{Item: FormerReading, Type: Reading, When: isJapanese},
		{Item: RomanName, Type: Text, Max: 60, When: isForeign},
		{Item: Alias, Type: Name, When: isForeign},
		{Item: AliasReading, Type: Reading, When: isForeign},
		{Item: Birth, Type: UncertainDate, Required: true, Rekey: true},
		{Item: Sex, Type: Choice, Required: true, Choices: []int{SexMale, SexFemale}},
		{Item: Relation, Type: Relationship, Required: true},
	}}
	numbersBlock = Section{Key: "numbers", PerPerson: true, Fields: []Field{
		{Item: Code, Type: ResidentCode, Rekey: true},
		{Item: MyNumber, Type: IndividualNumber, Rekey: true},
		{Item: Card, Type: Choice, Choices: []int{1, 2, 3}},
	}}
	domicileBlock = Section{Key: "domicile", PerPerson: true, When: isJapanese, Fields: []Field{
		{Item: RegisteredDomicile, Type: Text, Required: true, Max: 80},
		{Item: DomicileHead, Type: Name, Required: true},
	}}
	foreignBlock = Section{Key: "foreign", PerPerson: true, When: isForeign, Fields: stayFields}
	stayFields   = []Field{
		{Item: Nationality, Type: Text, Required: true, Max: 40},
		{Item: Article30_45, Type: Choice, Required: true, Choices: []int{1, 2, 3, 4, 5}},
		{Item: ResidenceStatus, Type: Text, Required: true, Max: 40, When: Condition{Article30_45, []int{1}}},
		{Item: ResidencePeriod, Type: Text, Required: true, Max: 20, When: Condition{Article30_45, []int{1, 3, 4}}},
		{Item: ResidenceExpiry, Type: Date, Required: true, When: Condition{Article30_45, []int{1, 3, 4}}},
		{Item: ResidenceCard, Type: Text, Required: true, Max: 12, When: Condition{Article30_45, []int{1, 2}}},
	}
	// certificatePersonBlock repeats a person as the moving-out certificate has them (R003, A13).
	certificatePersonBlock = Section{Key: "certificate_person", PerPerson: true, When: onPaper, Fields: []Field{
		{Item: CertName, Type: Name},
		{Item: CertFormerName, Type: Name},
		{Item: CertBirth, Type: UncertainDate},
		{Item: CertSex, Type: Choice, Choices: []int{SexMale, SexFemale}},
		{Item: CertRelation, Type: Relationship},
		{Item: CertCode, Type: ResidentCode},
		{Item: CertMyNumber, Type: IndividualNumber},
		{Item: CertDomicile, Type: Text, Max: 80, When: isJapanese},
		{Item: CertDomicileHead, Type: Name, When: isJapanese},
		{Item: CertNationality, Type: Text, Max: 40, When: isForeign},
	}}
)

// movingIn2 is 転入届 from within Japan (法22条) with the values of the moving-out
// certificate beside those of the notification.
var movingIn2 = &Schema{Kind: MovingIn, Version: 2, Sections: []Section{
	datesBlock,
	notifierBlock,
	{Key: "certificate", Fields: []Field{
		{Item: Certificate, Type: Choice, Required: true, Choices: []int{CertificatePaper, CertificateNone}},
		{Item: CertificateChecked, Type: Choice, Required: true, Choices: yesNo, When: onPaper},
	}},
	{Key: "last_registered", When: Condition{Certificate, []int{CertificateNone}}, Fields: []Field{
		{Item: LastTown, Type: Text, Required: true, Max: 80},
		{Item: LastNumber, Type: Text, Max: 30},
	}},
	prevAddressBlock,
	newAddressBlock,
	householdBlock,
	remarkBlock,
	{Key: "certificate_header", When: onPaper, Fields: []Field{
		{Item: CertSerial, Type: Text, Max: 30},
		{Item: CertTown, Type: Text, Max: 80},
		{Item: CertNumber, Type: Text, Max: 30},
		{Item: CertBuilding, Type: Text, Max: 60},
		{Item: CertHead, Type: Name},
		{Item: CertPlannedOn, Type: Date},
		{Item: CertDestination, Type: Text, Max: 80},
	}},
	newcomerBlock, numbersBlock, domicileBlock, foreignBlock, qualificationsBlock, certificatePersonBlock,
}}

// movingInCard1 is 特例転入 (法24条の2): the data of the certificate comes over the Juki
// network, the resident shows the card and its PIN is checked.
var movingInCard1 = &Schema{Kind: MovingInCard, Version: 1, Sections: []Section{
	datesBlock,
	notifierBlock,
	{Key: "card_data", Fields: []Field{
		{Item: CardPINChecked, Type: Choice, Required: true, Choices: yesNo},
		{Item: PlannedOn, Type: Date, Required: true},
	}},
	prevAddressBlock, newAddressBlock, householdBlock, remarkBlock,
	newcomerBlock, numbersBlock, domicileBlock, foreignBlock, qualificationsBlock,
}}

// movingInAbroad1 is 転入届 from abroad (法22条1項7号, 令22条).
var movingInAbroad1 = &Schema{Kind: MovingInAbroad, Version: 1, Sections: []Section{
	datesBlock, notifierBlock, abroadBlock, newAddressBlock, joinBlock, remarkBlock,
	newcomerBlock, numbersBlock, domicileBlock, foreignBlock, qualificationsBlock,
}}

// withPart is the person block of a kind that regroups: those who stay are on the form
// when what they are to their head changes.
func withPart(more ...Field) Section {
	fields := append(quotedPerson[:len(quotedPerson):len(quotedPerson)], partField)
	return Section{Key: "person", PerPerson: true, Fields: append(fields, more...)}
}

// movingWithin2 is 転居届 (法23条) that says what those who stay become to a new head.
var movingWithin2 = &Schema{Kind: MovingWithin, Version: 2, Sections: []Section{
	datesBlock, notifierBlock, quotedAddressBlock, newAddressBlock,
	{Key: "household", Fields: append(householdBlock.Fields[:len(householdBlock.Fields):len(householdBlock.Fields)],
		leavingBlock.Fields[1])},
	remarkBlock,
	withPart(Field{Item: Relation, Type: Relationship, Required: true}, Field{Item: Card, Type: Choice, Choices: []int{1, 2, 3}}),
	qualificationsBlock,
}}

// leavers is the person block of who leaves the city: only those who stay have a
// relationship.
var leavers = withPart(Field{Item: Relation, Type: Relationship, Required: true, When: stays}, Field{Item: Card, Type: Choice, Choices: []int{1, 2, 3}})

// movingOut2 is 転出届 (法24条), made beforehand.
var movingOut2 = &Schema{Kind: MovingOut, Version: 2, Sections: []Section{
	datesBlock, notifierBlock, quotedAddressBlock, destinationBlock,
	{Key: "household", Fields: append(leavingBlock.Fields[:len(leavingBlock.Fields):len(leavingBlock.Fields)],
		Field{Item: OutDocument, Type: Choice, Required: true, Choices: []int{1, 2}})},
	remarkBlock, leavers, qualificationsBlock,
}}

// movingOutAbroad1 is 転出届 of who leaves the country.
var movingOutAbroad1 = &Schema{Kind: MovingOutAbroad, Version: 1, Sections: []Section{
	datesBlock, notifierBlock, quotedAddressBlock,
	{Key: "destination", Fields: []Field{
		{Item: DestCountry, Type: Text, Required: true, Max: 40},
		{Item: DestAbroad, Type: Text, Max: 100},
	}},
	leavingBlock, remarkBlock, leavers, qualificationsBlock,
}}

// movingOutPost1 is 転出届 by letter: the counter sees copies, and sends the
// certificate to the address.
var movingOutPost1 = &Schema{Kind: MovingOutPost, Version: 1, Sections: []Section{
	{Key: "dates", Fields: []Field{
		{Item: NotifiedOn, Type: Date, Required: true, Label: "processed_request_on"},
		{Item: ChangedOn, Type: Date, Required: true, Rekey: true, Label: "moved_out_on"},
	}},
	{Key: "notifier", Fields: []Field{
		{Item: NotifierName, Type: Name, Required: true},
		{Item: NotifierRelation, Type: Choice, Required: true, Choices: []int{RelationSelf, RelationHead, RelationHousehold, RelationProxy}},
		{Item: ProxyAuthority, Type: Choice, Required: true, Choices: yesNo, When: Condition{NotifierRelation, []int{RelationProxy}}},
		{Item: NotifierPhone, Type: Phone, Required: true},
	}},
	{Key: "post", Fields: []Field{
		{Item: IDCopy, Type: Choice, Required: true, Choices: yesNo},
		{Item: ReturnEnvelope, Type: Choice, Required: true, Choices: yesNo},
	}},
	quotedAddressBlock, destinationBlock,
	{Key: "household", Fields: movingOut2.Sections[4].Fields},
	remarkBlock, leavers, qualificationsBlock,
}}
