package main

import "madoguchi/app/audit"

// A claim is what the software shows for one requirement of the assessment: records of
// these kinds, and files of the pack.
type claim struct {
	row   string // R rows of the assessment, as the register of requirements numbers them
	says  string
	kinds []audit.Kind
	files []string
}

// Files of a pack.
const (
	packVerify    = "verify.txt"
	packNote      = "checkpoint.note"
	packKey       = "checkpoint.pub"
	packFleet     = "fleet.csv"
	packRights    = "rights.csv"
	packPolicy    = "policy.txt"
	packYears     = "years.csv"
	packReports   = "reports.txt"
	packQuestions = "questions.txt"
	packOutputs   = "outputs.txt"
	packMedia     = "media.txt"
	packSheets    = "sheets"
)

// claims is the map from the requirements to the evidence (D23).
var claims = []claim{
	{"R002 R005 R048", "every entry is reviewed before it is registered", []audit.Kind{audit.HandedOver, audit.Approved, audit.Accepted, audit.Returned}, nil},
	{"R006 R106", "by others than the writer, by several where that is asked for; the registry refuses anything else", []audit.Kind{audit.Reviewed, audit.Approved, audit.Refused}, nil},
	{"R007 R049 R050", "forms take their items only, and contradictions stop an entry", []audit.Kind{audit.Refused, audit.Acknowledged}, nil},
	{"R011 R109", "sign-in with ID, PIN and token; failures are logged and lead to waits", []audit.Kind{audit.SignIn, audit.SignInRefused, audit.PINChanged}, nil},
	{"R012 R025 R026 R119", "rights are asked for, approved and applied by different people", []audit.Kind{audit.RightsRequested, audit.RightsApproved, audit.RightsDeclined, audit.RightsApplied, audit.RightsInForce}, []string{packRights}},
	{"R027 R029", "rights end when staff changes; the roster is compared", []audit.Kind{audit.CredentialGone, audit.RegisterRead}, []string{packRights}},
	{"R028 R117 R118", "the register of rights (操作権限管理簿) and that it was checked", []audit.Kind{audit.RegisterRead, audit.RegisterChecked}, []string{packRights}},
	{"R030 R056 R121", "who did what, when, about whom: searches, looks, changes, sign-ins and sign-outs", []audit.Kind{audit.SignIn, audit.SignOut, audit.Searched, audit.RecordOpened, audit.NumberShown, audit.EntryOpened}, []string{packVerify}},
	{"R031", "terminals follow locked configurations that IT signs", []audit.Kind{audit.PolicyPublished, audit.PolicyRefused, audit.ConfigTaken, audit.ConfigRefused}, []string{packPolicy}},
	{"R019 R032", "designated terminals only, on one pinned line; copies are found and stopped", []audit.Kind{audit.TerminalEnrolled, audit.TerminalRenewed, audit.TerminalRevoked, audit.EnrolmentRefused, audit.ForkFound}, []string{packFleet}},
	{"R034", "staff is told that access is logged, and confirms it", []audit.Kind{audit.NoticeTaken}, nil},
	{"R035 R125", "no copies: what was opened is gone from terminals", []audit.Kind{audit.CachePurged}, nil},
	{"R033 R037 R126 R127", "locked after five minutes at most, log-off when left", []audit.Kind{audit.Locked, audit.Unlocked, audit.UnlockRefused, audit.IdleLogOff}, []string{packPolicy}},
	{"R039 R128", "the screen's position is confirmed every day", []audit.Kind{audit.PositionConfirmed}, nil},
	{"R040 R129", "what was printed", []audit.Kind{audit.Printed}, nil},
	{"R036 R042 R047 R130", "mass output and provisions are approved beforehand, by another person", []audit.Kind{audit.OutputAsked, audit.OutputApproved, audit.OutputDeclined, audit.OutputUsed}, []string{packOutputs}},
	{"R041 R045 R131 R210", "provisions are recorded with their witness, refused ones, too", []audit.Kind{audit.OutputUsed, audit.OutputRefused, audit.OutputReturned}, []string{packOutputs}},
	{"R136", "the ledger of media (媒体管理簿)", []audit.Kind{audit.MediumMoved}, []string{packMedia}},
	{"R041 R120", "operation logs are kept for seven years, proved, and erased by year", []audit.Kind{audit.AuditAnchored, audit.AuditSigned, audit.AuditErased}, []string{packVerify, packNote, packKey, packYears}},
	{"R055", "holds and support measures", []audit.Kind{audit.MeasureSet, audit.MeasureExtended, audit.MeasureEnded, audit.HoldSet, audit.HoldReleased, audit.Lifted, audit.ProtectionShown, audit.AddressShown}, nil},
	{"R066 R143", "backups", []audit.Kind{audit.BackupMade, audit.RegistryReturned}, nil},
	{"R068 R071 R107", "what was kept long enough is erased once a year", []audit.Kind{audit.RetentionEnded}, []string{packSheets}},
	{"R103 R202", "searches by too little are refused", []audit.Kind{audit.SearchRefused}, nil},
	{"R110 R111", "keys are replaced, and recovered by two custodians only", []audit.Kind{audit.KeysRotated, audit.RecoverySet, audit.KeysRecovered}, nil},
	{"R116", "proof of presence at integrated terminals", []audit.Kind{audit.PasskeyAdded, audit.SignInRefused}, nil},
	{"R122", "weekly check for work outside office hours, signed; who was asked, and what they answered", []audit.Kind{audit.ReportMade, audit.ReportSigned, audit.Asked, audit.Answered, audit.QuestionClosed}, []string{packReports, packQuestions}},
	{"R140", "monthly check of the traffic", []audit.Kind{audit.ReportMade, audit.ReportSigned, audit.LineChanged, audit.CallRefused}, []string{packReports}},
}

// elsewhere are the requirements that no software shows.
const elsewhere = "R018 R044 R058 R059 R061-R065 R072 R073 R114 R115 R123 R124 R142 R146 R209"
