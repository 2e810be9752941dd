package notificationtest

import (
	"madoguchi/app/notification"
	"madoguchi/app/resident"
)

// fillings are the examples, one a kind.
var fillings = map[notification.Kind]func(*paper){
	notification.MovingIn: func(p *paper) {
		p.header(newPlace, before, Values{
			notification.Certificate: "1", notification.CertificateChecked: "1", notification.NotifierName: "辻　花子",
			notification.CertSerial: "別市第77号", notification.CertTown: "架空県別市西町", notification.CertNumber: "1番2号", notification.CertHead: "辻　花子",
			notification.CertPlannedOn: p.ago(5), notification.CertDestination: "みなと野市南町",
		})
		p.person(0, p.newcomer(), Values{
			notification.CertName: "辻　花子", notification.CertBirth: "1986-02-03", notification.CertSex: "2", notification.CertRelation: resident.Head,
			notification.CertCode: Code(90).Reveal(), notification.CertMyNumber: Number(90).Reveal(),
			notification.CertDomicile: "架空県別市西町1番地", notification.CertDomicileHead: "辻　太郎",
		})
	},
	notification.MovingWithin: func(p *paper) {
		p.quote(Hanako, Taro, Jiro, Sakura)
		p.header(newPlace)
		p.become(4, resident.Head, "夫", "子", "子")
	},
	notification.MovingOut: func(p *paper) { // the head leaves, and those who stay are somebody else to the new one
		p.quote(Hanako, Sakura, Taro, Jiro)
		p.become(2, "", "", resident.Head, "子")
		p.header(leaving, Values{notification.ChangedOn: p.day.AddDays(26).String(), notification.Scope: "2", notification.RemainingHead: string(Taro)})
	},
	notification.MovingInAbroad: func(p *paper) {
		p.header(newPlace, fromAbroad, Values{notification.ArrivedOn: p.ago(6)})
		p.person(0, p.newcomer(), Values{notification.Code: "", notification.MyNumber: ""})
	},
	notification.MovingInCard: func(p *paper) {
		p.header(newPlace, before, Values{notification.CardPINChecked: "1", notification.PlannedOn: p.ago(7)})
		p.person(0, p.newcomer())
	},
	notification.MovingOutAbroad: func(p *paper) { // all of a household
		p.quote(Ume, Tadashi)
		p.become(2, "", "")
		p.header(Values{notification.ChangedOn: p.day.AddDays(10).String(), notification.Scope: "1", notification.DestCountry: "カナダ", notification.DestAbroad: "トロント"})
	},
	notification.MovingOutPost: func(p *paper) { // of who left a few days ago
		p.quote(Ueda)
		p.become(1, "")
		p.header(leaving, Values{notification.IDCopy: "1", notification.ReturnEnvelope: "1"})
	},
	notification.HouseholdSplit: func(p *paper) { // the head makes a household of her own, and the others follow her husband
		p.quote(Hanako, Taro, Jiro, Sakura)
		p.become(1, resident.Head, resident.Head, "子", "子")
		p.header(Values{notification.RemainingHead: string(Taro)})
	},
	notification.HouseholdMerge: func(p *paper) {
		p.quote(Ume, Tadashi)
		p.become(2, "夫の母", "夫の父")
		p.header(Values{notification.TargetHouseholdID: string(Home)})
	},
	notification.HouseholdChange: func(p *paper) {
		p.quote(Jiro)
		p.become(1, "子の子")
		p.header(Values{notification.TargetHouseholdID: string(Parents)})
	},
	notification.HeadChange: func(p *paper) {
		p.quote(Hanako, Taro, Jiro, Sakura)
		p.become(0, "妻", resident.Head, "子", "子")
		p.header(Values{notification.RemainingHead: string(Taro)})
	},
	notification.Newborn: func(p *paper) {
		p.header(Values{notification.TargetHouseholdID: string(Home), notification.Basis: "1", notification.BasisFrom: ""})
		p.person(0, Values{
			notification.ParentRelation: "二女", notification.ResidentClass: "1", notification.FullName: "中原　海", notification.FullReading: "ナカハラ　ウミ",
			notification.ReadingConfirmed: "1", notification.Birth: p.ago(4), notification.Sex: "2", notification.Relation: "子",
			notification.RegisteredDomicile: "架空県別市本町一丁目", notification.DomicileHead: "中原　太郎", notification.HealthInsurance: "1", notification.ChildAllowance: "1",
		})
	},
	notification.Death: func(p *paper) { // the head died, and her husband is left
		p.quote(Ume, Tadashi)
		p.become(1, "", resident.Head)
		p.header(Values{notification.RemainingHead: string(Tadashi)})
		p.person(0, Values{notification.DeathPlace: "みなと野市中央区"})
	},
	notification.ExOfficioEntry: func(p *paper) {
		p.header(newPlace, Values{notification.EntryCause: "1", notification.Basis: "3", notification.PrevTown: "不明"})
		p.person(0, p.newcomer(), Values{notification.Code: "", notification.MyNumber: ""})
	},
	notification.ExOfficioDeletion: func(p *paper) {
		p.quote(Kaoru)
		p.become(1, "")
		p.header(Values{notification.DeletionCause: "1", notification.Basis: "3"})
	},
	notification.ExOfficioRevision: func(p *paper) {
		p.quote(Kaoru)
		p.header(corrected("6"), Values{notification.CorrectionText: "転籍の通知による"})
		p.person(0, Values{notification.ToDomicile: "架空県別市東町3番地", notification.ToDomicileHead: "北見　薫"})
	},
	notification.MinorCorrection: func(p *paper) {
		p.quote(Taro)
		p.header(corrected("5"), Values{notification.CorrectionText: "建物名の変更による"})
		p.person(0, Values{notification.ToBuilding: "中央ビル"})
	},
	notification.ClericalCorrection: func(p *paper) {
		p.quote(Kaoru)
		p.header(corrected("7"), Values{notification.CorrectionText: "フリガナの入力の誤り"})
		p.person(0, Values{notification.WrongHistory: "1", notification.ToReading: "キタミ　カオル"})
	},
	notification.FormerNameChange: func(p *paper) {
		p.quote(Hanako)
		p.person(0, Values{notification.FormerNameAct: "1", notification.FormerName: "山上", notification.FormerReading: "ヤマガミ", notification.FormerNameProof: "戸籍謄本"})
	},
	notification.AliasChange: func(p *paper) {
		p.quote(An)
		p.person(0, Values{notification.AliasAct: "1", notification.Alias: "安藤　庵", notification.AliasReading: "アンドウ　アン", notification.AliasReason: "勤務先で使用"})
	},
	notification.Article46: func(p *paper) {
		p.header(newPlace, fromAbroad, Values{notification.PrevCountry: "ベトナム", notification.ArrivedOn: p.ago(6)})
		p.person(0, p.foreigner(), p.stay("CD98765432EF"))
	},
	notification.Article47: func(p *paper) {
		p.header(newPlace)
		p.person(0, p.foreigner(), p.stay("CD98765432EF"))
	},
	notification.Article48: func(p *paper) {
		p.quote(Hoa)
		p.header(Values{notification.BasisDocument: "婚姻証明書"})
		p.person(0, Values{notification.Relation: "妻"})
	},
	notification.ImmigrationNotice: func(p *paper) {
		p.quote(An)
		p.person(0, p.stay("AB12345678CD"))
	},
	notification.Naturalization: func(p *paper) {
		p.quote(An)
		p.person(0, Values{
			notification.NationalityAct: "1", notification.ToName: "安藤　庵", notification.ToReading: "アンドウ　アン", notification.ReadingConfirmed: "1",
			notification.RegisteredDomicile: "架空県別市本町二丁目", notification.DomicileHead: "安藤　庵",
		})
	},
	notification.NationalityLoss: func(p *paper) {
		p.quote(Kaoru)
		p.person(0, Values{
			notification.ToName: "ＫＩＴＡＭＩ　ＫＡＯＲＵ", notification.ToRomanName: "KITAMI KAORU", notification.ToReading: "キタミ　カオル",
			notification.Nationality: "カナダ", notification.Article30_45: "5",
		})
	},
	notification.CodeChange: func(p *paper) {
		p.quote(Kaoru)
		p.person(0, Values{notification.CodeAct: "1"})
	},
	notification.NumberChange: func(p *paper) {
		p.quote(Kaoru)
		p.person(0, Values{notification.NumberAct: "1", notification.NumberCause: "1", notification.NumberStep: "2", notification.MyNumber: Number(91).Reveal()})
	},
	notification.Cancellation: func(p *paper) {
		p.quote(Ueda)
		p.header(Values{notification.CancelCause: "1", notification.CorrectionText: "届出の錯誤", notification.CancelEntry: MovedEntry, notification.Scope: "1"})
		p.person(0, Values{notification.CancelHistory: "2"})
	},
	notification.ArrivalNotice: func(p *paper) {
		p.quote(Higashi)
		p.header(Values{
			notification.NoticeOn: p.ago(3), notification.NoticeFrom: "131130", notification.ArrivedThereOn: p.ago(28), notification.LeftOn: p.ago(30),
			notification.DestTown: "東京都渋谷区架空町", notification.DestNumber: "5番6号",
		})
	},
	notification.SupportRequest: func(p *paper) {
		p.quote(Kaoru)
		p.header(consulted(p), Values{
			notification.ChangedOn: p.day.String(), notification.SupportKind: "1", notification.CoversCertificate: "1", notification.CoversAppendix: "1",
			notification.CoversInspection: "1", notification.CoversTax: "2", notification.Perpetrator: "北見　某", notification.PerpetratorRelation: "元の夫",
		})
		p.person(0, Values{notification.SupportRole: "1"})
	},
	notification.SupportExtension: func(p *paper) {
		p.supported()
		p.header(consulted(p), Values{notification.ChangedOn: Measure(p.day).End.AddDays(1).String()})
	},
	notification.SupportEnd: func(p *paper) {
		p.supported()
		p.header(Values{notification.SupportEndCause: "1", notification.CorrectionText: "本人の申出による"})
	},
	notification.HoldSetting: func(p *paper) {
		p.quote(Taro)
		p.header(Values{
			notification.ChangedOn: p.day.String(), notification.HoldTarget: "1", notification.HoldProcess: "1", notification.HoldLevel: "1",
			notification.HoldCause: "1", notification.CorrectionText: "実態調査のため",
		})
	},
	notification.HoldRelease: func(p *paper) {
		p.quote(Susumu)
		p.header(Values{notification.HoldID: HoldID, notification.CorrectionText: "調査が終わったため"})
	},
}

var (
	leaving    = Values{notification.DestTown: "架空県別市浜町", notification.DestNumber: "5番", notification.Scope: "1", notification.OutDocument: "1"}
	fromAbroad = Values{notification.PrevCountry: "カナダ", notification.PrevAbroad: "トロント", notification.AbroadDocument: "1"}
)

func corrected(cause string) Values {
	return Values{notification.CorrectionCause: cause}
}

func consulted(p *paper) Values {
	return Values{notification.SupportConsulted: "1", notification.SupportConsultedOn: p.ago(2)}
}

// supported quotes 西川　葵 and her child with their measure.
func (p *paper) supported() {
	p.quote(Aoi, You)
	p.person(0, Values{notification.SupportRole: "1", notification.SupportID: MeasureID})
	p.person(1, Values{notification.SupportRole: "2", notification.SupportID: MeasureID})
}
