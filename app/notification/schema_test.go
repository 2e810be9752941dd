package notification_test

import (
	"errors"
	"strings"
	"testing"

	"madoguchi/app/notification"
)

// TestCheck is E22 and R007.
func TestCheck(t *testing.T) {
	head := func(item notification.Item, value string) func(*notification.Content) {
		return func(c *notification.Content) { c.Header.Set(item, value) }
	}
	who := func(item notification.Item, value string) func(*notification.Content) {
		return func(c *notification.Content) { c.Persons[0].Set(item, value) }
	}
	tests := []struct {
		name string
		edit func(*notification.Content)
		want error
	}{
		{"nothing filled in", func(*notification.Content) {}, nil},
		{"an item of the form", head(notification.Remark, "東荘へ"), nil},
		{"an unknown item", head("favourite_colour", "青"), notification.ErrSchema},
		{"an item of another form", head(notification.DestTown, "東町"), notification.ErrSchema},
		{"a person's item in the header", head(notification.FullName, "髙橋花子"), notification.ErrSchema},
		{"a header's item with a person", who(notification.Remark, "東荘へ"), notification.ErrSchema},
		{"an item its condition hides", head(notification.ProxyAuthority, "1"), notification.ErrSchema},
		{"an item its condition shows", func(c *notification.Content) {
			c.Header.Set(notification.NotifierRelation, "4")
			c.Header.Set(notification.ProxyAuthority, "1")
		}, nil},
		{"an item of a hidden section", who(notification.Nationality, "ブラジル"), notification.ErrSchema},
		{"an item of a shown section", func(c *notification.Content) {
			c.Persons[0].Set(notification.ResidentClass, "2")
			c.Persons[0].Set(notification.Nationality, "ブラジル")
		}, nil},
		{"a choice", head(notification.Scope, "2"), nil},
		{"a code that is no choice", head(notification.Scope, "3"), notification.ErrFormat},
		{"a choice spelt 01", head(notification.Scope, "01"), notification.ErrFormat},
		{"a choice spelt +1", head(notification.Scope, "+1"), notification.ErrFormat},
		{"a choice in full width", head(notification.Scope, "１"), notification.ErrFormat},
		{"text at its bound", head(notification.NewNumber, strings.Repeat("１", 30)), nil},
		{"text over its bound", head(notification.NewNumber, strings.Repeat("１", 31)), notification.ErrFormat},
		{"a name over the bound of its type", who(notification.FullName, strings.Repeat("花", 61)), notification.ErrFormat},
		{"not UTF-8", head(notification.Remark, "\xff"), notification.ErrFormat},
		{"a postal code with a hyphen", head(notification.NewPostal, "060-000"), notification.ErrFormat},
		{"a postal code of six digits", head(notification.NewPostal, "060000"), notification.ErrFormat},
		{"a telephone number", head(notification.NotifierPhone, "011-211-0000"), nil},
		{"a telephone number with words", head(notification.NotifierPhone, "011 自宅"), notification.ErrFormat},
		{"a number with a sign", head(notification.NewWard, "-99101"), notification.ErrFormat},
		{"nobody", func(c *notification.Content) { c.Persons = nil }, notification.ErrSchema},
		{"too many", func(c *notification.Content) {
			c.Persons = make([]notification.Values, notification.MaxPersons+1)
		}, notification.ErrSchema},
		{"another version", func(c *notification.Content) { c.Version = 99 }, notification.ErrSchema},
		{"another kind", func(c *notification.Content) { c.Kind = notification.MovingOut }, notification.ErrSchema},
	}
	schema, err := notification.Current(notification.MovingIn)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, err := notification.New(notification.MovingIn)
			if err != nil {
				t.Fatal(err)
			}
			tt.edit(&c)
			err = schema.Check(&c)
			if !errors.Is(err, tt.want) {
				t.Errorf("error = %v, want %v", err, tt.want)
			}
			if err != nil && strings.ContainsAny(err.Error(), "花青町荘") {
				t.Errorf("error %v quotes a value", err)
			}
		})
	}
}

// TestTrim: what was typed before a choice was changed does not travel unseen.
func TestTrim(t *testing.T) {
	c, _ := notification.New(notification.MovingIn)
	schema, _ := notification.Current(notification.MovingIn)
	c.Header.Set(notification.NotifierRelation, "1")
	c.Header.Set(notification.ProxyAuthority, "1")
	c.Persons[0].Set(notification.ResidentClass, "1")
	c.Persons[0].Set(notification.Nationality, "ブラジル")
	c.Persons[0].Set(notification.DomicileHead, "辻太郎")
	schema.Trim(&c)
	if err := schema.Check(&c); err != nil {
		t.Error(err)
	}
	if c.Persons[0].Has(notification.Nationality) || c.Header.Has(notification.ProxyAuthority) || !c.Persons[0].Has(notification.DomicileHead) {
		t.Error("trimmed the wrong items")
	}
}

// TestTrimChain: a field that hangs on a field that hangs on another goes with it.
func TestTrimChain(t *testing.T) {
	schema := &notification.Schema{Kind: notification.MovingIn, Version: 1, Sections: []notification.Section{{Key: "chain", Fields: []notification.Field{
		{Item: "c", Type: notification.Text, When: notification.Condition{Item: "b", Codes: []int{1}}},
		{Item: "b", Type: notification.Choice, Choices: []int{1}, When: notification.Condition{Item: "a", Codes: []int{1}}},
		{Item: "a", Type: notification.Choice, Choices: []int{1, 2}},
	}}}}
	c := notification.Content{Kind: notification.MovingIn, Version: 1, Persons: make([]notification.Values, 1)}
	c.Header.Set("a", "2")
	c.Header.Set("b", "1")
	c.Header.Set("c", "x")
	schema.Trim(&c)
	if c.Header.Len() != 1 || schema.Check(&c) != nil {
		t.Errorf("%v left, want the choice alone", c.Header.Items())
	}
}

// TestSingle: a form about one person has no second, but those who stay may stand on it.
func TestSingle(t *testing.T) {
	for kind, want := range map[notification.Kind]error{notification.MinorCorrection: notification.ErrSchema, notification.Death: notification.ErrSchema, notification.MovingOut: nil} {
		c, err := notification.New(kind)
		if err != nil {
			t.Fatal(err)
		}
		schema, err := notification.Current(kind)
		if err != nil {
			t.Fatal(err)
		}
		c.Persons = make([]notification.Values, 2)
		if err := schema.Check(&c); !errors.Is(err, want) {
			t.Errorf("%s: two persons: %v, want %v", kind.Key(), err, want)
		}
		if kind != notification.MinorCorrection {
			c.Persons[1].Set(notification.Part, "2")
			if err := schema.Check(&c); err != nil {
				t.Errorf("%s: one who stays: %v", kind.Key(), err)
			}
		}
	}
}

// TestForms: every form is sound in itself.
func TestForms(t *testing.T) {
	for _, kind := range notification.Kinds() {
		s, err := notification.Current(kind)
		if err != nil {
			t.Fatal(err)
		}
		if kind.Key() == "unknown" {
			t.Errorf("kind %d has no key", kind)
		}
		seen := map[bool]map[notification.Item]bool{true: {}, false: {}}
		keys := map[string]bool{}
		for _, sec := range s.Sections {
			if keys[sec.Key] {
				t.Errorf("%s: section %s twice", kind.Key(), sec.Key)
			}
			keys[sec.Key] = true
			for _, f := range sec.Fields {
				if seen[sec.PerPerson][f.Item] {
					t.Errorf("%s: item %s twice", kind.Key(), f.Item)
				}
				seen[sec.PerPerson][f.Item] = true
				if f.Bound() == 0 {
					t.Errorf("%s: item %s has no bound", kind.Key(), f.Item)
				}
				if (f.Type == notification.Choice) != (len(f.Choices) > 0) {
					t.Errorf("%s: item %s: choices and type do not fit", kind.Key(), f.Item)
				}
				for _, when := range []notification.Condition{f.When, sec.When} {
					on, ok := s.Field(when.Item, sec.PerPerson)
					if !ok {
						on, ok = s.Field(when.Item, false)
					}
					if when.Item != "" && (!ok || on.Type != notification.Choice) {
						t.Errorf("%s: item %s hangs on %s, no choice of the form", kind.Key(), f.Item, when.Item)
					}
				}
			}
		}
	}
	if _, err := notification.SchemaOf(notification.MovingIn, 99); !errors.Is(err, notification.ErrSchema) {
		t.Errorf("error = %v, want one of schema", err)
	}
	if _, err := notification.New(99); !errors.Is(err, notification.ErrSchema) {
		t.Errorf("error = %v, want one of schema", err)
	}
}
