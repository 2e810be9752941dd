package main

import (
	"madoguchi/app/desk"
	"madoguchi/ui/cover"
	"madoguchi/ui/intake"
	"madoguchi/ui/machine"
	"madoguchi/ui/position"
	"madoguchi/ui/preview"
	"madoguchi/ui/record"
	"madoguchi/ui/reviewing"
	"madoguchi/ui/search"
	"madoguchi/ui/signin"
	"madoguchi/ui/worklist"
)

// One desk serves every screen, and the parts know the machine.
var (
	_ cover.Desk     = (*desk.Desk)(nil)
	_ intake.Desk    = (*desk.Desk)(nil)
	_ position.Desk  = (*desk.Desk)(nil)
	_ preview.Desk   = (*desk.Desk)(nil)
	_ record.Desk    = (*desk.Desk)(nil)
	_ reviewing.Desk = (*desk.Desk)(nil)
	_ search.Desk    = (*desk.Desk)(nil)
	_ signin.Desk    = (*desk.Desk)(nil)
	_ worklist.Desk  = (*desk.Desk)(nil)
	_ machine.Desk   = (*parts)(nil)
)
