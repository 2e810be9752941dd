package pskc_test

import (
	"encoding/hex"
	"errors"
	"os/exec"
	"strings"
	"testing"
	"time"

	"madoguchi/app/operator"
	"madoguchi/cmd/admin/pskc"
)

// The RFC's seed, and its figures 6 and 7.
const rfcSeed = "12345678901234567890"

const figure6 = `<?xml version="1.0" encoding="UTF-8"?>
<KeyContainer Version="1.0" xmlns="urn:ietf:params:xml:ns:keyprov:pskc" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" xmlns:xenc="http://www.w3.org/2001/04/xmlenc#">
 <EncryptionKey><ds:KeyName>Pre-shared-key</ds:KeyName></EncryptionKey>
 <MACMethod Algorithm="http://www.w3.org/2000/09/xmldsig#hmac-sha1">
  <MACKey>
   <xenc:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/>
   <xenc:CipherData><xenc:CipherValue>
    ESIzRFVmd4iZABEiM0RVZgKn6WjLaTC1sbeBMSvIhRejN9vJa2BOlSaMrR7I5wSX
   </xenc:CipherValue></xenc:CipherData>
  </MACKey>
 </MACMethod>
 <KeyPackage>
  <DeviceInfo><Manufacturer>Manufacturer</Manufacturer><SerialNo>987654321</SerialNo></DeviceInfo>
  <CryptoModuleInfo><Id>CM_ID_001</Id></CryptoModuleInfo>
  <Key Id="12345678" Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:hotp">
   <Issuer>Issuer</Issuer>
   <AlgorithmParameters><ResponseFormat Length="8" Encoding="DECIMAL"/></AlgorithmParameters>
   <Data>
    <Secret>
     <EncryptedValue>
      <xenc:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/>
      <xenc:CipherData><xenc:CipherValue>
       AAECAwQFBgcICQoLDA0OD+cIHItlB3Wra1DUpxVvOx2lef1VmNPCMl8jwZqIUqGv
      </xenc:CipherValue></xenc:CipherData>
     </EncryptedValue>
     <ValueMAC>Su+NvtQfmvfJzF6bmQiJqoLRExc=
     </ValueMAC>
    </Secret>
    <Counter><PlainValue>0</PlainValue></Counter>
   </Data>
  </Key>
 </KeyPackage>
</KeyContainer>`

const figure7 = `<?xml version="1.0" encoding="UTF-8"?>
<pskc:KeyContainer xmlns:pskc="urn:ietf:params:xml:ns:keyprov:pskc" xmlns:xenc11="http://www.w3.org/2009/xmlenc11#"
 xmlns:pkcs5="http://www.rsasecurity.com/rsalabs/pkcs/schemas/pkcs-5v2-0#" xmlns:xenc="http://www.w3.org/2001/04/xmlenc#" Version="1.0">
 <pskc:EncryptionKey>
  <xenc11:DerivedKey>
   <xenc11:KeyDerivationMethod Algorithm="http://www.rsasecurity.com/rsalabs/pkcs/schemas/pkcs-5v2-0#pbkdf2">
    <pkcs5:PBKDF2-params>
     <Salt><Specified>Ej7/PEpyEpw=</Specified></Salt>
     <IterationCount>1000</IterationCount>
     <KeyLength>16</KeyLength>
     <PRF/>
    </pkcs5:PBKDF2-params>
   </xenc11:KeyDerivationMethod>
   <xenc:ReferenceList><xenc:DataReference URI="#ED"/></xenc:ReferenceList>
   <xenc11:MasterKeyName>My Password 1</xenc11:MasterKeyName>
  </xenc11:DerivedKey>
 </pskc:EncryptionKey>
 <pskc:MACMethod Algorithm="http://www.w3.org/2000/09/xmldsig#hmac-sha1">
  <pskc:MACKey>
   <xenc:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/>
   <xenc:CipherData><xenc:CipherValue>
    2GTTnLwM3I4e5IO5FkufoOEiOhNj91fhKRQBtBJYluUDsPOLTfUvoU2dStyOwYZx
   </xenc:CipherValue></xenc:CipherData>
  </pskc:MACKey>
 </pskc:MACMethod>
 <pskc:KeyPackage>
  <pskc:DeviceInfo><pskc:Manufacturer>TokenVendorAcme</pskc:Manufacturer><pskc:SerialNo>987654321</pskc:SerialNo></pskc:DeviceInfo>
  <pskc:CryptoModuleInfo><pskc:Id>CM_ID_001</pskc:Id></pskc:CryptoModuleInfo>
  <pskc:Key Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:hotp" Id="123456">
   <pskc:Issuer>Example-Issuer</pskc:Issuer>
   <pskc:AlgorithmParameters><pskc:ResponseFormat Length="8" Encoding="DECIMAL"/></pskc:AlgorithmParameters>
   <pskc:Data>
    <pskc:Secret>
     <pskc:EncryptedValue Id="ED">
      <xenc:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/>
      <xenc:CipherData><xenc:CipherValue>
       oTvo+S22nsmS2Z/RtcoF8Hfh+jzMe0RkiafpoDpnoZTjPYZu6V+A4aEn032yCr4f
      </xenc:CipherValue></xenc:CipherData>
     </pskc:EncryptedValue>
     <pskc:ValueMAC>LP6xMvjtypbfT9PdkJhBZ+D6O4w=</pskc:ValueMAC>
    </pskc:Secret>
   </pskc:Data>
  </pskc:Key>
 </pskc:KeyPackage>
</pskc:KeyContainer>`

const clear = `<KeyContainer Version="1.0" xmlns="urn:ietf:params:xml:ns:keyprov:pskc"><KeyPackage><DeviceInfo><SerialNo>T-1</SerialNo></DeviceInfo>
 <Key Id="1" Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:totp"><AlgorithmParameters><ResponseFormat Length="6" Encoding="DECIMAL"/></AlgorithmParameters>
 <Data><Secret><PlainValue>MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=</PlainValue></Secret><Time><PlainValue>0</PlainValue></Time><TimeInterval><PlainValue>30</PlainValue></TimeInterval></Data></Key></KeyPackage></KeyContainer>`

// TestOpen is RFC 6030, figures 6 and 7, and what must not open.
func TestOpen(t *testing.T) {
	const key = "12345678901234567890123456789012"
	totp := strings.NewReplacer("pskc:hotp", "pskc:totp", `Length="8"`, `Length="6"`)
	tests := []struct {
		name, file, secret string
		protection         pskc.Protection
		fits               bool
		err                error
	}{
		{"figure 6, pre-shared key", figure6, key, pskc.PreShared, false, nil},
		{"figure 7, password", figure7, "qwerty", pskc.Password, false, nil},
		{"time-based with six digits", totp.Replace(figure6), key, pskc.PreShared, true, nil},
		{"in the clear", clear, "", pskc.None, true, nil},
		{"another interval", strings.ReplaceAll(clear, ">30<", ">60<"), "", pskc.None, false, nil},
		{"another key", figure6, "02345678901234567890123456789012", pskc.PreShared, false, pskc.ErrMAC},
		{"no key", figure6, "", pskc.PreShared, false, pskc.ErrMAC},
		{"another password", figure7, "qwertz", pskc.Password, false, pskc.ErrMAC},
		{"a changed value", strings.Replace(figure6, "AAECAwQFBgcICQoLDA0OD+cI", "AAECAwQFBgcICQoLDA0OD+cJ", 1), key, pskc.PreShared, false, pskc.ErrMAC},
		{"a MAC left out", strings.Replace(figure6, "Su+NvtQfmvfJzF6bmQiJqoLRExc=", "", 1), key, pskc.PreShared, false, pskc.ErrMAC},
		{"another MAC", strings.Replace(figure6, "#hmac-sha1", "#hmac-md5", 1), key, pskc.PreShared, false, pskc.ErrAlgorithm},
		{"another cipher", strings.ReplaceAll(figure6, "#aes128-cbc", "#tripledes-cbc"), key, pskc.PreShared, false, pskc.ErrAlgorithm},
		{"rounds without end", strings.Replace(figure7, ">1000<", ">2000000000<", 1), "qwerty", pskc.Password, false, pskc.ErrAlgorithm},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, err := pskc.Read(strings.NewReader(tt.file))
			if err != nil {
				t.Fatal(err)
			}
			if c.Protection() != tt.protection {
				t.Errorf("protection = %d, want %d", c.Protection(), tt.protection)
			}
			tokens, err := c.Open(tt.secret)
			if !errors.Is(err, tt.err) || tt.err == nil && err != nil {
				t.Fatalf("%v, want %v", err, tt.err)
			}
			if err == nil && (len(tokens) != 1 || string(tokens[0].Seed) != rfcSeed || tokens[0].Fits() != tt.fits) {
				t.Errorf("tokens = %d, fits %v, want %v", len(tokens), tokens[0].Fits(), tt.fits)
			}
		})
	}
	for name, file := range map[string]string{"nothing": "", "no tokens": "<KeyContainer/>", "another file": "<html/>"} {
		if _, err := pskc.Read(strings.NewReader(file)); !errors.Is(err, pskc.ErrFormat) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestOathtool: what a second implementation computes of the seed opens here.
func TestOathtool(t *testing.T) {
	tool, err := exec.LookPath("oathtool")
	if err != nil {
		t.Skip("oathtool is not installed")
	}
	c, err := pskc.Read(strings.NewReader(clear))
	if err != nil {
		t.Fatal(err)
	}
	tokens, err := c.Open("")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)
	out, err := exec.CommandContext(t.Context(), tool, "--totp", "--now", now.Format("2006-01-02 15:04:05 UTC"), hex.EncodeToString([]byte(rfcSeed))).Output()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := operator.CheckToken(tokens[0].Seed, strings.TrimSpace(string(out)), now, 0); err != nil {
		t.Errorf("code of oathtool: %v", err)
	}
}

func FuzzRead(f *testing.F) {
	for _, file := range []string{figure6, figure7, clear} {
		f.Add(file)
	}
	f.Fuzz(func(t *testing.T, file string) {
		c, err := pskc.Read(strings.NewReader(file))
		if err != nil || c.Protection() == pskc.Password {
			return // deriving takes long by design
		}
		_, _ = c.Open("12345678901234567890123456789012")
	})
}
