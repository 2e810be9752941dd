package reviewing_test

import (
	"testing"

	"madoguchi/app/notification"
	"madoguchi/ui/reviewing"
	"madoguchi/ui/words"
)

// D4: a reviewer looks at the characters of a name of the block, else of the page, and
// only while an entry is compared.
func TestCharacters(t *testing.T) {
	p, _, _ := start(t)
	p.Refresh()
	if _, name := p.Name(); name != "" {
		t.Errorf("shows %q in the queue", name)
	}
	p.Open("e1")
	named := 0
	for p.Stage() == reviewing.Comparing {
		c, block := entry(t).Content, p.Blocks()[p.Block()]
		label, name := p.Name()
		switch {
		case name == "":
			t.Errorf("%v shows no name", block)
		case block.Person == notification.Header && name == c.Persons[0].Get(notification.FullName):
		case block.Person == notification.Header && name == c.Header.Get(notification.NotifierName):
			named++
		case block.Person != notification.Header && name == c.Persons[block.Person].Get(notification.FullName) && label == words.ItemName:
			named++
		default:
			t.Errorf("%v shows %q", block, name)
		}
		p.Next()
	}
	if named < 1 {
		t.Errorf("%d blocks have a name", named)
	}
}
