package notification

// The forms of 法25条: who lives with whom, and nobody moves (E16).

// regrouped is the person block of these: everybody has a relationship after the change.
var regrouped = withPart(Field{Item: Relation, Type: Relationship, Required: true})

// joinedBlock names the household that the persons join.
var joinedBlock = Section{Key: "household", Fields: []Field{
	{Item: TargetHouseholdID, Type: HouseholdID, Required: true},
	{Item: RemainingHead, Type: ResidentID},
}}

// newHeadBlock names who heads those who stay (世帯主), if it is somebody else.
var newHeadBlock = Section{Key: "household", Fields: []Field{{Item: RemainingHead, Type: ResidentID}}}

// householdSplit1 is 世帯分離: the persons who move make a household of their own.
var householdSplit1 = &Schema{Kind: HouseholdSplit, Version: 1, Sections: []Section{
	datesBlock, notifierBlock, quotedAddressBlock, newHeadBlock, remarkBlock, regrouped,
}}

// householdMerge1 is 世帯合併: a whole household joins another at the same address.
// Those of the other whose relationship changes are persons who stay.
var householdMerge1 = &Schema{Kind: HouseholdMerge, Version: 1, Sections: []Section{
	datesBlock, notifierBlock, quotedAddressBlock,
	{Key: "household", Fields: joinedBlock.Fields[:1]},
	remarkBlock, regrouped,
}}

// householdChange1 is 世帯変更: some of a household join another at the same address.
var householdChange1 = &Schema{Kind: HouseholdChange, Version: 1, Sections: []Section{
	datesBlock, notifierBlock, quotedAddressBlock, joinedBlock, remarkBlock, regrouped,
}}

// headChange1 is 世帯主変更: everybody stays, and one becomes head.
var headChange1 = &Schema{Kind: HeadChange, Version: 1, Sections: []Section{
	datesBlock, notifierBlock, quotedAddressBlock,
	{Key: "household", Fields: []Field{{Item: RemainingHead, Type: ResidentID, Required: true, Label: "new_head"}}},
	remarkBlock, regrouped,
}}
