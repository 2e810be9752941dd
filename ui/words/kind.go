package words

// Kind returns the key of the name of a kind of notification.
func Kind(kind string) Key { return Key("kind." + kind) }

// The names of the notifications.
const (
	KindMovingIn           Key = "kind.moving_in"
	KindMovingWithin       Key = "kind.moving_within"
	KindMovingOut          Key = "kind.moving_out"
	KindUnknown            Key = "kind.unknown"
	KindMovingInAbroad     Key = "kind.moving_in_abroad"
	KindMovingInCard       Key = "kind.moving_in_card"
	KindMovingOutAbroad    Key = "kind.moving_out_abroad"
	KindMovingOutPost      Key = "kind.moving_out_post"
	KindHouseholdSplit     Key = "kind.household_split"
	KindHouseholdMerge     Key = "kind.household_merge"
	KindHouseholdChange    Key = "kind.household_change"
	KindHeadChange         Key = "kind.head_change"
	KindNewborn            Key = "kind.newborn"
	KindDeath              Key = "kind.death"
	KindExOfficioEntry     Key = "kind.ex_officio_entry"
	KindExOfficioDeletion  Key = "kind.ex_officio_deletion"
	KindExOfficioRevision  Key = "kind.ex_officio_revision"
	KindMinorCorrection    Key = "kind.minor_correction"
	KindClericalCorrection Key = "kind.clerical_correction"
	KindFormerNameChange   Key = "kind.former_name_change"
	KindAliasChange        Key = "kind.alias_change"
	KindArticle46          Key = "kind.article_46"
	KindArticle47          Key = "kind.article_47"
	KindArticle48          Key = "kind.article_48"
	KindImmigrationNotice  Key = "kind.immigration_notice"
	KindNaturalization     Key = "kind.naturalization"
	KindNationalityLoss    Key = "kind.nationality_loss"
	KindCodeChange         Key = "kind.code_change"
	KindNumberChange       Key = "kind.number_change"
	KindCancellation       Key = "kind.cancellation"
	KindArrivalNotice      Key = "kind.arrival_notice"
	KindSupportRequest     Key = "kind.support_request"
	KindSupportExtension   Key = "kind.support_extension"
	KindSupportEnd         Key = "kind.support_end"
	KindHoldSetting        Key = "kind.hold_setting"
	KindHoldRelease        Key = "kind.hold_release"
)
