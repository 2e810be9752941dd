package words

import "strconv"

// What the print preview says.
const (
	PreviewTitle             Key = "preview.title"
	PreviewBy                Key = "preview.by"
	PreviewPaperReviewList   Key = "preview.paper.review_list"
	PreviewPaperConfirmation Key = "preview.paper.confirmation"
	PreviewPaperFollowUp     Key = "preview.paper.follow_up"
	PreviewZoom1             Key = "preview.zoom.1"
	PreviewZoom2             Key = "preview.zoom.2"
	PreviewZoom3             Key = "preview.zoom.3"
	PreviewPage              Key = "preview.page"
	PreviewKeys              Key = "preview.keys"
	PreviewSettings          Key = "preview.settings"
	PreviewLabelPaper        Key = "preview.label.paper"
	PreviewLabelQueue        Key = "preview.label.queue"
	PreviewLabelPurpose      Key = "preview.label.purpose"
	PreviewLabelCopies       Key = "preview.label.copies"
	PreviewLabelNumbers      Key = "preview.label.numbers"
	PreviewNumbersNo         Key = "preview.numbers.no"
	PreviewNumbersYes        Key = "preview.numbers.yes"
	PreviewPagesCopies       Key = "preview.pages_copies"
	PreviewStoppedQueue      Key = "preview.stopped_queue"
	PreviewKeyPrint          Key = "preview.key.print"
	PreviewKeyZoom           Key = "preview.key.zoom"
	PreviewKeyPrevious       Key = "preview.key.previous"
	PreviewKeyNext           Key = "preview.key.next"
	PreviewKeyDone           Key = "preview.key.done"
	PreviewKeyAgain          Key = "preview.key.again"
	PreviewLoading           Key = "preview.loading"
	PreviewSending           Key = "preview.sending"
	PreviewSent              Key = "preview.sent"
	PreviewSentText          Key = "preview.sent_text"
	PreviewRecorded          Key = "preview.recorded"
	PreviewRefused           Key = "preview.refused"
	PreviewRefusedText       Key = "preview.refused_text"
	PreviewWhereProgram      Key = "preview.where_program"
	PreviewFailed            Key = "preview.failed"
	PreviewFailedText        Key = "preview.failed_text"
	PreviewDraft             Key = "preview.draft"
	PreviewGone              Key = "preview.gone"
	PreviewNumbersNotLogged  Key = "preview.numbers_not_logged"
	PreviewNothing           Key = "preview.nothing"
	PreviewLooking           Key = "preview.looking"
	PreviewNoSystem          Key = "preview.no_system"
	PreviewNotListed         Key = "preview.not_listed"
	PreviewNoQueue           Key = "preview.no_queue"
	PreviewChooseQueue       Key = "preview.choose_queue"
	PreviewChoosePurpose     Key = "preview.choose_purpose"
	PreviewCopiesBad         Key = "preview.copies_bad"
	PreviewStopped           Key = "preview.stopped"
	PreviewQueueGone         Key = "preview.queue_gone"
	PreviewNotPrinted        Key = "preview.not_printed"
	PreviewHelp              Key = "preview.help"
)

// PreviewPaper returns the key of the name of a paper.
func PreviewPaper(paper string) Key { return Key("preview.paper." + paper) }

// PreviewZoom returns the key of how large a page is shown.
func PreviewZoom(zoom int) Key { return Key("preview.zoom." + strconv.Itoa(zoom)) }
