package words

// The cover over a locked terminal.
const (
	CoverTitle       Key = "cover.title"
	CoverVisitor     Key = "cover.visitor"
	CoverVisitorMore Key = "cover.visitor.more"
	CoverHead        Key = "cover.head"
	CoverKept        Key = "cover.kept"
	CoverReturn      Key = "cover.return"
	CoverTakeOver    Key = "cover.takeover"
)
