package notification

// Items of the header on the forms of the later kinds.
const (
	LastTown            Item = "last_town" // 最終登録住所地, of who did not notify the move before (未届)
	LastNumber          Item = "last_number"
	CardPINChecked      Item = "card_pin_checked" // 暗証番号の照合 of a 特例転入
	PlannedOn           Item = "planned_on"       // 転出予定年月日 in the data of a 特例転入
	PrevCountry         Item = "prev_country"     // 国名 of who comes from abroad
	PrevAbroad          Item = "prev_abroad"      // address abroad
	ArrivedOn           Item = "arrived_on"       // 入国日
	AbroadDocument      Item = "abroad_document"  // what proves a 国外転入: passport, 戸籍謄本・附票
	DestCountry         Item = "dest_country"     // 転出先の国名
	DestAbroad          Item = "dest_abroad"      // 転出先の国外の住所
	IDCopy              Item = "id_copy"          // 本人確認書類の写し in the letter
	ReturnEnvelope      Item = "return_envelope"  // 返信用封筒
	Basis               Item = "basis"            // 職権の根拠
	BasisDocument       Item = "basis_document"   // 戸籍届書, 通知 and the like, with their number
	BasisOn             Item = "basis_on"         // 戸籍届出・通知日
	BasisFrom           Item = "basis_from"       // 通知した市区町村・機関
	PriorReviewer       Item = "prior_reviewer"   // who examined the document before the entry (R004, E30): an operator
	PriorReviewedOn     Item = "prior_reviewed_on"
	PriorDocument       Item = "prior_document"    // 職権記録書番号
	DeletionCause       Item = "deletion_cause"    // 職権消除の事由
	EntryCause          Item = "entry_cause"       // 職権記載の事由
	CorrectionCause     Item = "correction_cause"  // 修正の理由の区分
	CorrectionText      Item = "correction_text"   // how it came to be wrong
	CancelCause         Item = "cancel_cause"      // 取消しの理由
	CancelEntry         Item = "cancel_entry"      // the entry that wrote the rows to cancel
	NoticeOn            Item = "notice_on"         // 転入通知年月日
	NoticeFrom          Item = "notice_from"       // 転入先市区町村の団体コード
	ArrivedThereOn      Item = "arrived_there_on"  // 転入先での転入年月日
	LeftOn              Item = "left_on"           // 転出年月日（確定）
	SupportKind         Item = "support_kind"      // 支援 or 仮支援
	SupportUntil        Item = "support_until"     // 支援期間の末日
	SupportConsulted    Item = "support_consulted" // 相談機関: who confirmed the need
	SupportConsultedOn  Item = "support_consulted_on"
	CoversCertificate   Item = "covers_certificate" // 住民票の写し等
	CoversAppendix      Item = "covers_appendix"    // 戸籍の附票の写し
	CoversInspection    Item = "covers_inspection"  // 住民基本台帳の閲覧
	CoversTax           Item = "covers_tax"         // 課税・固定資産の証明
	ForwardTo           Item = "forward_to"         // 併せて支援を求める市区町村（転送先）
	Perpetrator         Item = "perpetrator"        // 加害者（判明している場合）
	PerpetratorAddress  Item = "perpetrator_address"
	PerpetratorRelation Item = "perpetrator_relation"
	SupportEndCause     Item = "support_end_cause"
	HoldTarget          Item = "hold_target"
	HoldProcess         Item = "hold_process"
	HoldLevel           Item = "hold_level"
	HoldUntil           Item = "hold_until" // a note only: a hold does not end by itself (STD 3.1)
	HoldCause           Item = "hold_cause"
	HoldID              Item = "hold_id"
	CertTown            Item = "cert_town" // the certificate's values, beside those of the notification (R003, A13)
	CertNumber          Item = "cert_number"
	CertBuilding        Item = "cert_building"
	CertHead            Item = "cert_head"
	CertPlannedOn       Item = "cert_planned_on"  // 転出予定年月日
	CertDestination     Item = "cert_destination" // 転出先
	CertSerial          Item = "cert_serial"      // number on the certificate
)

// Items of a person on the forms of the later kinds.
const (
	Part             Item = "part"            // whether a person moves or stays and only the relationship changes
	FormerReading    Item = "former_reading"  // 旧氏のフリガナ
	AliasReading     Item = "alias_reading"   // 通称のフリガナ
	ParentRelation   Item = "parent_relation" // 父母との続柄, as 長男
	DeathPlace       Item = "death_place"     // 死亡した場所の市区町村
	ToName           Item = "to_name"         // 氏名 as it becomes
	ToReading        Item = "to_reading"
	ToRomanName      Item = "to_roman_name"
	ToBirth          Item = "to_birth"
	ToSex            Item = "to_sex"
	ToRelation       Item = "to_relationship"
	ToDomicile       Item = "to_domicile"
	ToDomicileHead   Item = "to_domicile_head"
	ToTown           Item = "to_town"
	ToNumber         Item = "to_number"
	ToBuilding       Item = "to_building"
	ToPrevTown       Item = "to_prev_town"
	ToAddressSince   Item = "to_address_since"
	WrongHistory     Item = "wrong_history"     // 履歴番号 of the row that is wrong (誤記修正)
	FormerNameAct    Item = "former_name_act"   // 記載, 変更 or 削除
	NowFormerName    Item = "now_former_name"   // 旧氏 as recorded
	FormerNameProof  Item = "former_name_proof" // what proves it: 戸籍謄本等
	AliasAct         Item = "alias_act"         // 記載 or 削除
	NowAlias         Item = "now_alias"         // 通称 as recorded
	AliasReason      Item = "alias_reason"
	NationalityAct   Item = "nationality_act" // 帰化 or 国籍取得
	CodeAct          Item = "code_act"        // 請求 or 職権
	NumberAct        Item = "number_act"      // 請求 or 職権
	NumberCause      Item = "number_cause"    // 漏えい, 不正使用のおそれ …
	NumberStep       Item = "number_step"     // 要求 to 機構, or the new number has come
	CancelHistory    Item = "cancel_history"  // 履歴番号 of the row to cancel
	SupportRole      Item = "support_role"    // 申出者 or 併せて支援を求める者
	SupportID        Item = "support_id"      // the measure extended or ended
	CertName         Item = "cert_name"
	CertFormerName   Item = "cert_former_name"
	CertBirth        Item = "cert_birth"
	CertSex          Item = "cert_sex"
	CertRelation     Item = "cert_relationship"
	CertCode         Item = "cert_resident_code"
	CertMyNumber     Item = "cert_individual_number"
	CertDomicile     Item = "cert_domicile"
	CertDomicileHead Item = "cert_domicile_head"
	CertNationality  Item = "cert_nationality"
)

// Codes of the later kinds' choices that rules and the registry look at. They are stored.
const (
	PartMoves = 1 // also when the item is absent
	PartStays = 2 // only the relationship changes

	SupportRegular     = 1 // 支援
	SupportProvisional = 2 // 仮支援
	SupportApplicant   = 1 // 申出者
	SupportTogether    = 2 // 併せて支援を求める者

	HoldPerson    = 1
	HoldHousehold = 2
	HoldChanges   = 1 // 異動
	HoldIssue     = 2 // 発行
	HoldInquiry   = 3 // 照会
	HoldError     = 1
	HoldAlert     = 2

	ActEnter       = 1 // 記載
	ActChange      = 2 // 変更; for an alias, which cannot be changed, 2 is ActDeleteAlias
	ActDelete      = 3 // 削除
	ActDeleteAlias = 2

	NumberRequested = 1 // a new number is asked for
	NumberReceived  = 2 // the new number has come

	BasisReport    = 1 // 戸籍届
	BasisNotice    = 2 // 法9条2項の通知
	DeletedMissing = 2 // 失踪宣告
)
