package notification

// The forms about one resident: names, nationality, numbers; and about what was
// written before.

// requestBlocks begin a request of the resident.
var requestBlocks = []Section{
	{Key: "dates", Fields: []Field{
		{Item: NotifiedOn, Type: Date, Required: true, Label: "requested_on"},
		{Item: ChangedOn, Type: Date, Required: true, Rekey: true},
		{Item: Channel, Type: Choice, Required: true, Choices: []int{ChannelCounter, ChannelPost}},
	}},
	notifierBlock,
}

func requested(kind Kind, more ...Section) *Schema {
	return &Schema{Kind: kind, Version: 1, Sections: append(requestBlocks[:len(requestBlocks):len(requestBlocks)], more...)}
}

var (
	entersName = Condition{FormerNameAct, []int{ActEnter, ActChange}}

	// formerName1 is 旧氏 記載・変更・削除 (令30条の13, 30条の14).
	formerName1 = requested(FormerNameChange, remarkBlock, quotedBlock,
		Section{Key: "former_name", PerPerson: true, Fields: []Field{
			{Item: NowFormerName, Type: Name, Quoted: true},
			{Item: FormerNameAct, Type: Choice, Required: true, Choices: []int{ActEnter, ActChange, ActDelete}},
			{Item: FormerName, Type: Name, Required: true, When: entersName},
			{Item: FormerReading, Type: Reading, Required: true, Rekey: true, When: entersName},
			{Item: FormerNameProof, Type: Text, Required: true, Max: 60, When: entersName},
		}})
	// alias1 is 通称 記載・削除 (令30条の16).
	alias1 = requested(AliasChange, remarkBlock, quotedBlock,
		Section{Key: "alias", PerPerson: true, Fields: []Field{
			{Item: NowAlias, Type: Name, Quoted: true},
			{Item: AliasAct, Type: Choice, Required: true, Choices: []int{ActEnter, ActDeleteAlias}},
			{Item: Alias, Type: Name, Required: true, When: Condition{AliasAct, []int{ActEnter}}},
			{Item: AliasReading, Type: Reading, Required: true, Rekey: true, When: Condition{AliasAct, []int{ActEnter}}},
			{Item: AliasReason, Type: Text, Required: true, Max: 100},
		}})
	// codeChange1 is 住民票コードの変更 (法30条の4). The new code is allotted by the registry
	// at random from its stock (STD 4.3.1) and is on no form.
	codeChange1 = requested(CodeChange, remarkBlock, quotedBlock,
		Section{Key: "code", PerPerson: true, Fields: []Field{
			{Item: CodeAct, Type: Choice, Required: true, Choices: []int{1, 2}},
		}})
	// numberChange1 is 個人番号の変更 (番号法7条2項): asked for, and later recorded.
	numberChange1 = requested(NumberChange, remarkBlock, quotedBlock,
		Section{Key: "number", PerPerson: true, Fields: []Field{
			{Item: NumberAct, Type: Choice, Required: true, Choices: []int{1, 2}},
			{Item: NumberCause, Type: Choice, Required: true, Choices: []int{1, 2, 9}},
			{Item: NumberStep, Type: Choice, Required: true, Choices: []int{NumberRequested, NumberReceived}},
			{Item: MyNumber, Type: IndividualNumber, Required: true, Rekey: true, When: Condition{NumberStep, []int{NumberReceived}}},
		}})
)

// foreigner is the person block of foreign newcomers.
var foreigner = Section{Key: "person", PerPerson: true, Fields: []Field{
	{Item: ResidentClass, Type: Choice, Required: true, Choices: []int{ClassForeign}},
	{Item: FullName, Type: Name, Required: true},
	{Item: RomanName, Type: Text, Max: 60},
	{Item: FullReading, Type: Reading, Required: true, Rekey: true},
	{Item: ReadingConfirmed, Type: Choice, Required: true, Choices: yesNo},
	{Item: Alias, Type: Name},
	{Item: AliasReading, Type: Reading},
	{Item: Birth, Type: UncertainDate, Required: true, Rekey: true},
	{Item: Sex, Type: Choice, Required: true, Choices: []int{SexMale, SexFemale}},
	{Item: Relation, Type: Relationship, Required: true},
}}

// article46 is 法30条の46: medium to long-term residents who come from abroad.
var article46 = &Schema{Kind: Article46, Version: 1, Sections: []Section{
	datesBlock, notifierBlock, abroadBlock, newAddressBlock, joinBlock, remarkBlock,
	foreigner, numbersBlock, foreignBlock, qualificationsBlock,
}}

// article47 is 法30条の47: who lives here already and becomes one.
var article47 = &Schema{Kind: Article47, Version: 1, Sections: []Section{
	{Key: "dates", Fields: []Field{
		{Item: NotifiedOn, Type: Date, Required: true},
		{Item: ChangedOn, Type: Date, Required: true, Rekey: true, Label: "became_on"},
		{Item: Channel, Type: Choice, Required: true, Choices: []int{ChannelCounter}},
	}},
	notifierBlock, newAddressBlock, joinBlock, remarkBlock,
	foreigner, numbersBlock, foreignBlock, qualificationsBlock,
}}

// article48 is 法30条の48: what a foreign resident is to a foreign head changed.
var article48 = &Schema{Kind: Article48, Version: 1, Sections: []Section{
	datesBlock, notifierBlock, quotedAddressBlock,
	{Key: "basis", Fields: []Field{{Item: BasisDocument, Type: Text, Required: true, Max: 60}}},
	remarkBlock,
	{Key: "person", PerPerson: true, Fields: append(quotedPerson[:len(quotedPerson):len(quotedPerson)],
		Field{Item: Relation, Type: Relationship, Required: true})},
}}

// immigrationNotice1 is the notice of 法30条の50. A field left empty stays as recorded,
// the block of the stay is written as a whole.
var immigrationNotice1 = &Schema{Kind: ImmigrationNotice, Version: 1, Sections: []Section{
	officeDates("found_on", Date), basisBlock, priorReviewBlock, quotedAddressBlock, remarkBlock, quotedBlock,
	{Key: "corrected", PerPerson: true, Fields: []Field{
		{Item: ToName, Type: Name}, {Item: ToReading, Type: Reading, Rekey: true}, {Item: ToRomanName, Type: Text, Max: 60},
		{Item: ToBirth, Type: UncertainDate, Rekey: true}, {Item: ToSex, Type: Choice, Choices: []int{SexMale, SexFemale}},
	}},
	{Key: "foreign", PerPerson: true, Fields: stayFields},
}}

// naturalization1 is 帰化・国籍取得: the record as a foreign resident is removed and one
// as a Japanese is written, with the same 宛名番号.
var naturalization1 = &Schema{Kind: Naturalization, Version: 1, Sections: []Section{
	officeDates("found_on", Date), basisBlock, priorReviewBlock, quotedAddressBlock, remarkBlock, quotedBlock,
	{Key: "nationality", PerPerson: true, Fields: []Field{
		{Item: NationalityAct, Type: Choice, Required: true, Choices: []int{1, 2}},
		{Item: ToName, Type: Name, Required: true},
		{Item: ToReading, Type: Reading, Required: true, Rekey: true},
		{Item: ReadingConfirmed, Type: Choice, Required: true, Choices: yesNo},
		{Item: RegisteredDomicile, Type: Text, Required: true, Max: 80},
		{Item: DomicileHead, Type: Name, Required: true},
		{Item: ToRelation, Type: Relationship},
	}},
}}

// nationalityLoss1 is 国籍喪失: the other way about. Who loses it is 経過滞在者 for 60 days
// unless they have a status already.
var nationalityLoss1 = &Schema{Kind: NationalityLoss, Version: 1, Sections: []Section{
	officeDates("found_on", Date), basisBlock, priorReviewBlock, quotedAddressBlock, remarkBlock, quotedBlock,
	{Key: "nationality", PerPerson: true, Fields: []Field{
		{Item: ToName, Type: Name, Required: true},
		{Item: ToRomanName, Type: Text, Max: 60},
		{Item: ToReading, Type: Reading, Rekey: true},
	}},
	{Key: "foreign", PerPerson: true, Fields: stayFields},
}}

// cancellation1 is 異動の取消し. It deletes nothing: a row is added that restores the
// state before (STD 4.6.0.1).
var cancellation1 = &Schema{Kind: Cancellation, Version: 1, Sections: []Section{
	{Key: "dates", Fields: []Field{
		{Item: ChangedOn, Type: Date, Required: true, Rekey: true},
		{Item: NotifiedOn, Type: Date, Required: true, Label: "requested_on"},
	}},
	{Key: "cancellation", Fields: []Field{
		{Item: CancelCause, Type: Choice, Required: true, Choices: []int{1, 2, 3, 4, 9}},
		{Item: CorrectionText, Type: Text, Required: true, Max: 200},
		{Item: CancelEntry, Type: Text, Max: 40, Quoted: true},
		{Item: Scope, Type: Choice, Required: true, Choices: []int{ScopeAll, ScopePart}},
	}},
	remarkBlock,
	{Key: "person", PerPerson: true, Fields: append(quotedPerson[:len(quotedPerson):len(quotedPerson)],
		Field{Item: CancelHistory, Type: Number, Required: true, Rekey: true, Max: 4})},
}}

// arrivalNotice1 is the notice of 法9条1項: where somebody who left has arrived. It is
// kept beside the planned values and overwrites none (STD 4.1.3.1.1).
var arrivalNotice1 = &Schema{Kind: ArrivalNotice, Version: 1, Sections: []Section{
	{Key: "arrival", Fields: []Field{
		{Item: NoticeOn, Type: Date, Required: true},
		{Item: NoticeFrom, Type: Number, Required: true, Max: 6},
		{Item: ArrivedThereOn, Type: Date, Required: true},
		{Item: LeftOn, Type: Date, Required: true, Rekey: true},
	}},
	{Key: "destination", Fields: []Field{
		{Item: DestPostal, Type: Postal},
		{Item: DestTown, Type: Text, Required: true, Max: 80},
		{Item: DestNumber, Type: Text, Max: 30, Rekey: true},
		{Item: DestBuilding, Type: Text, Max: 60},
	}},
	remarkBlock, quotedBlock,
}}
