package words

// Section returns the key of the head of a block of a form.
func Section(section string) Key { return Key("section." + section) }

// The heads of the blocks of the forms.
const (
	SectionDates          Key = "section.dates"
	SectionNotifier       Key = "section.notifier"
	SectionCertificate    Key = "section.certificate"
	SectionPrevAddress    Key = "section.prev_address"
	SectionNewAddress     Key = "section.new_address"
	SectionDestination    Key = "section.destination"
	SectionHousehold      Key = "section.household"
	SectionRemark         Key = "section.remark"
	SectionPerson         Key = "section.person"
	SectionNumbers        Key = "section.numbers"
	SectionDomicile       Key = "section.domicile"
	SectionForeign        Key = "section.foreign"
	SectionQualifications Key = "section.qualifications"
	SectionAcknowledged   Key = "section.acknowledged"
)
