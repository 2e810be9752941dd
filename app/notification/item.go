package notification

// Items of the header.
const (
	NotifiedOn       Item = "notified_on"        // 届出日
	ChangedOn        Item = "changed_on"         // 異動日; for moving out the day planned (転出予定日)
	Channel          Item = "channel"            // 届出の方法: counter, post
	NotifierName     Item = "notifier_name"      // 届出人
	NotifierRelation Item = "notifier_relation"  // 異動者との関係
	NotifierPhone    Item = "notifier_phone"     // 連絡先
	ProxyAuthority   Item = "proxy_authority"    // 委任状
	IDDocument       Item = "id_document"        // 本人確認書類 (R001, R013)
	IDDocumentSecond Item = "id_document_second" // 二点目

	NewPostal   Item = "new_postal"
	NewTownship Item = "new_town" // 新住所の町字まで, as the gazetteer writes it
	NewWard     Item = "new_ward" // municipality code of the ward
	NewNumber   Item = "new_number"
	NewBuilding Item = "new_building" // 方書

	PrevPostal   Item = "prev_postal"
	PrevTown     Item = "prev_town" // 転入前（異動前）住所
	PrevNumber   Item = "prev_number"
	PrevBuilding Item = "prev_building"
	PrevHead     Item = "prev_head" // 従前の世帯主

	DestPostal   Item = "dest_postal"
	DestTown     Item = "dest_town" // 転出先（予定）
	DestNumber   Item = "dest_number"
	DestBuilding Item = "dest_building"
	DestHead     Item = "dest_head" // 転出先の世帯主
	OutDocument  Item = "out_document"

	Scope             Item = "scope"            // 全部 or 一部 of the household
	TargetHousehold   Item = "target_household" // new or existing
	TargetHouseholdID Item = "target_household_id"
	FormerHousehold   Item = "former_household_id"
	RemainingHead     Item = "remaining_head" // 宛名番号 of who becomes head of those who stay (A02)

	Certificate        Item = "certificate"         // 転出証明書
	CertificateChecked Item = "certificate_checked" // 内容照合 (R003)
	Remark             Item = "remark"              // 備考
)

// Items of a person.
const (
	PersonID           Item = "resident_id"  // 宛名番号
	BaseVersion        Item = "base_version" // 履歴番号 of the record the draft was begun from (E31)
	ResidentClass      Item = "class"        // Japanese or foreign resident
	FullName           Item = "name"         // 氏名
	FullReading        Item = "reading"      // フリガナ
	ReadingConfirmed   Item = "reading_confirmed"
	FormerName         Item = "former_name" // 旧氏
	Alias              Item = "alias"       // 通称
	RomanName          Item = "roman_name"  // 氏名（アルファベット）
	Birth              Item = "birth"       // 生年月日
	Sex                Item = "sex"
	Relation           Item = "relationship"  // 続柄
	RegisteredDomicile Item = "domicile"      // 本籍
	DomicileHead       Item = "domicile_head" // 筆頭者
	Code               Item = "resident_code" // 住民票コード
	MyNumber           Item = "individual_number"
	Card               Item = "card" // 個人番号カード

	Nationality     Item = "nationality"
	Article30_45    Item = "article_30_45" // 法30条の45の区分
	ResidenceStatus Item = "residence_status"
	ResidencePeriod Item = "residence_period"
	ResidenceExpiry Item = "residence_expiry" // 在留期間の満了の日, always in the western calendar
	ResidenceCard   Item = "residence_card"

	HealthInsurance Item = "health_insurance" // 国民健康保険
	ElderlyMedical  Item = "elderly_medical"  // 後期高齢者医療
	LongTermCare    Item = "long_term_care"   // 介護保険
	Pension         Item = "pension"          // 国民年金
	ChildAllowance  Item = "child_allowance"  // 児童手当
)

// Codes of choices that rules and the registry look at. They are stored.
const (
	ScopeAll  = 1 // 全部
	ScopePart = 2 // 一部

	HouseholdNew      = 1 // 新設
	HouseholdExisting = 2 // 既存

	CertificatePaper = 1 // 転出証明書
	CertificateCard  = 2 // 特例転入（カード）: data over the Juki network
	CertificateNone  = 3 // 未届

	ClassJapanese = 1
	ClassForeign  = 2

	RelationSelf      = 1 // 本人
	RelationHead      = 2 // 世帯主
	RelationHousehold = 3 // 同一世帯員
	RelationProxy     = 4 // 代理人

	ChannelCounter = 1 // 窓口
	ChannelPost    = 2 // 郵送

	SexMale   = 1
	SexFemale = 2

	Yes = 1
	No  = 2
)
