package notification

// The forms of support measures (支援措置, STD 1.1.16 and 3.4) and holds (抑止, STD 3.1).

var (
	applicantBlock = Section{Key: "notifier", Fields: append([]Field{
		{Item: NotifierName, Type: Name, Required: true, Label: "applicant_name"}}, notifierBlock.Fields[1:]...)}
	// supported is the person block: the applicant and who is protected together.
	supported = Section{Key: "person", PerPerson: true, Fields: append(quotedPerson[:len(quotedPerson):len(quotedPerson)],
		Field{Item: SupportRole, Type: Choice, Required: true, Choices: []int{SupportApplicant, SupportTogether}},
		Field{Item: SupportID, Type: Text, Max: 40, Quoted: true})}
	consultedFields = []Field{
		{Item: SupportConsulted, Type: Choice, Required: true, Choices: []int{1, 2, 3, 4, 9}},
		{Item: SupportConsultedOn, Type: Date, Required: true},
	}
	coveredBlock = Section{Key: "covered", Fields: []Field{
		{Item: CoversCertificate, Type: Choice, Required: true, Choices: yesNo},
		{Item: CoversAppendix, Type: Choice, Required: true, Choices: yesNo},
		{Item: CoversInspection, Type: Choice, Required: true, Choices: yesNo},
		{Item: CoversTax, Type: Choice, Required: true, Choices: yesNo},
		{Item: ForwardTo, Type: Text, Max: 200},
	}}
)

func supportDates(from Item) Section {
	return Section{Key: "dates", Fields: []Field{
		{Item: NotifiedOn, Type: Date, Required: true, Label: "requested_on"},
		{Item: ChangedOn, Type: Date, Required: true, Rekey: true, Label: from},
	}}
}

var (
	// supportRequest1 is the application for a support measure, or a provisional one (仮支援).
	supportRequest1 = &Schema{Kind: SupportRequest, Version: 1, Sections: []Section{
		supportDates("support_from"), applicantBlock,
		{Key: "support", Fields: append([]Field{
			{Item: SupportKind, Type: Choice, Required: true, Choices: []int{SupportRegular, SupportProvisional}}}, consultedFields...)},
		coveredBlock,
		{Key: "perpetrator", Fields: []Field{
			{Item: Perpetrator, Type: Name}, {Item: PerpetratorRelation, Type: Text, Max: 40}, {Item: PerpetratorAddress, Type: Text, Max: 100},
		}},
		remarkBlock, supported,
	}}
	// supportExtension1 is made from one month before the end.
	supportExtension1 = &Schema{Kind: SupportExtension, Version: 1, Sections: []Section{
		supportDates("support_from"), applicantBlock, {Key: "support", Fields: consultedFields}, remarkBlock, supported,
	}}
	supportEnd1 = &Schema{Kind: SupportEnd, Version: 1, Sections: []Section{
		supportDates("found_on"),
		{Key: "support", Fields: []Field{
			{Item: SupportEndCause, Type: Choice, Required: true, Choices: []int{1, 2, 3, 9}},
			{Item: CorrectionText, Type: Text, Required: true, Max: 200},
		}},
		remarkBlock, supported,
	}}
	holdSetting1 = &Schema{Kind: HoldSetting, Version: 1, Sections: []Section{
		supportDates("hold_from"),
		{Key: "hold", Fields: []Field{
			{Item: HoldTarget, Type: Choice, Required: true, Choices: []int{HoldPerson, HoldHousehold}},
			{Item: HoldProcess, Type: Choice, Required: true, Choices: []int{HoldChanges, HoldIssue, HoldInquiry}},
			{Item: HoldLevel, Type: Choice, Required: true, Choices: []int{HoldError, HoldAlert}},
			{Item: HoldUntil, Type: Date},
			{Item: HoldCause, Type: Choice, Required: true, Choices: []int{1, 2, 3, 4, 9}},
			{Item: CorrectionText, Type: Text, Required: true, Max: 200},
		}},
		remarkBlock, quotedBlock,
	}}
	holdRelease1 = &Schema{Kind: HoldRelease, Version: 1, Sections: []Section{
		supportDates("found_on"),
		{Key: "hold", Fields: []Field{
			{Item: HoldID, Type: Text, Required: true, Max: 40, Quoted: true},
			{Item: CorrectionText, Type: Text, Required: true, Max: 200},
		}},
		remarkBlock, quotedBlock,
	}}
)
