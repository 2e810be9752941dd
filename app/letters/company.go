package letters

import "strings"

// companies are what the names of companies and other bodies have in them.
var companies = []string{
	"㈱", "㈲", "㈳", "㈶", "㈻", "㍿", "(株)", "(有)", "(合)", "(名)", "(資)", "(社)", "(財)", "(医)", "(学)", "(福)", "(宗)",
	"株式会社", "有限会社", "合同会社", "合名会社", "合資会社", "社団法人", "財団法人", "医療法人", "学校法人", "宗教法人", "社会福祉法人",
}

// IsCompany reports whether a text is that of a company or another body, which no
// resident is: a search by it is not allowed (STD 2.1.3). A search by a character alone
// that only such names have, such as ㈱, is one.
func IsCompany(s string) bool {
	plain := Plain(s)
	for _, mark := range companies {
		if strings.Contains(plain, mark) {
			return true
		}
	}
	return false
}
