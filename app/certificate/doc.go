// Package certificate holds what a moving-out certificate (転出証明書) says, as it was
// typed or scanned, and how that stands against what was entered, item by item (D3,
// R003, A13).
//
// # The text of a certificate
//
// The layout of the ministry's QR code was not at hand, so this is a format of the
// program's own, for a QR code on the paper, a file, or text that is pasted in. It is
// CSV in UTF-8 with lines ended by LF or CRLF: a line for the certificate, one for each
// person, and one that ends it. Every line has all its fields; one that the certificate
// does not state is empty. Version 1 is
//
//	TENSHUTSU,1,serial,town,number,building,head,planned on,destination
//	P,name,former name,birth,sex,relationship,resident record code,Individual Number,domicile,domicile head,nationality
//	END,persons,check
//
// planned on is YYYY-MM-DD, birth the canonical text of package civil (YYYY-MM-DD, or
// ~02|S40 for 昭和40年頃), sex 1 or 2, check the CRC-32 (IEEE) of every byte before the
// line, with its lines ended by LF, as eight hexadecimal digits. The check is there
// because a scanner types into the computer like a keyboard does, and an input method
// in between loses characters.
//
// What is compared is the text itself: a variant of a character is another character.
// Dates are compared as dates, house numbers as resident.FoldNumber reads them.
//
// Reading a scanner or a file, and asking why something differs, is ui/intake's;
// package rules makes alerts of what differs.
package certificate
