package words

// The screen that says that what is done here is logged.
const (
	NoticeTitle   Key = "notice.title"
	NoticeHead    Key = "notice.head"
	NoticeWhat    Key = "notice.what"
	NoticeKept    Key = "notice.kept"
	NoticeChecked Key = "notice.checked"
	NoticeWork    Key = "notice.work"
	NoticeAsk     Key = "notice.ask"
	NoticeLogged  Key = "notice.logged"
	NoticeConfirm Key = "notice.confirm"
	NoticeWriting Key = "notice.writing"
	NoticeFailed  Key = "notice.failed"
)
