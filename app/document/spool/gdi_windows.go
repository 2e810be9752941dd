package spool

import (
	"context"
	"encoding/binary"
	"fmt"
	"image"
	"unsafe"

	"golang.org/x/sys/windows"

	"madoguchi/app/counter"
	"madoguchi/app/document/raster"
	"madoguchi/app/document/typeset"
)

// Few printers take a PDF as it is, and Windows converts none. Each page is drawn here
// and goes to the driver as a picture, which every driver takes.
//
// This file was compiled but never run: there was no Windows with a printer.

var (
	winspool           = windows.NewLazySystemDLL("winspool.drv")
	enumPrinters       = winspool.NewProc("EnumPrintersW")
	getDefaultPrinter  = winspool.NewProc("GetDefaultPrinterW")
	openPrinter        = winspool.NewProc("OpenPrinterW")
	closePrinter       = winspool.NewProc("ClosePrinter")
	documentProperties = winspool.NewProc("DocumentPropertiesW")

	gdi32         = windows.NewLazySystemDLL("gdi32.dll")
	createDC      = gdi32.NewProc("CreateDCW")
	deleteDC      = gdi32.NewProc("DeleteDC")
	getDeviceCaps = gdi32.NewProc("GetDeviceCaps")
	startDoc      = gdi32.NewProc("StartDocW")
	startPage     = gdi32.NewProc("StartPage")
	endPage       = gdi32.NewProc("EndPage")
	endDoc        = gdi32.NewProc("EndDoc")
	abortDoc      = gdi32.NewProc("AbortDoc")
	stretchDIBits = gdi32.NewProc("StretchDIBits")
)

// printerInfo2 is PRINTER_INFO_2W.
type printerInfo2 struct {
	server, name, share, port, driver, comment, location *uint16
	devMode                                              uintptr
	separator, processor, datatype, parameters           *uint16
	security                                             uintptr
	attributes, priority, defaultPriority                uint32
	startTime, untilTime, status, jobs, averagePPM       uint32
}

const (
	enumLocalAndConnected = 2 | 4
	// PAUSED, ERROR, PENDING_DELETION, OFFLINE and NOT_AVAILABLE.
	statusStopped = 0x1 | 0x2 | 0x4 | 0x80 | 0x1000
)

func queues(context.Context) ([]counter.PrintQueue, error) {
	var needed, count uint32
	enum := func(buffer []byte) bool {
		var first *byte
		if len(buffer) > 0 {
			first = &buffer[0]
		}
		ok, _, _ := enumPrinters.Call(enumLocalAndConnected, 0, 2, uintptr(unsafe.Pointer(first)), uintptr(len(buffer)),
			uintptr(unsafe.Pointer(&needed)), uintptr(unsafe.Pointer(&count)))
		return ok != 0
	}
	if err := enumPrinters.Find(); err != nil {
		return nil, fmt.Errorf("list print queues: %w", counter.ErrNoPrintSystem)
	}
	if enum(nil); needed == 0 {
		return nil, nil
	}
	buffer := make([]byte, needed)
	if !enum(buffer) {
		return nil, fmt.Errorf("list print queues: %w", counter.ErrNoPrintSystem)
	}
	standard := defaultPrinter()
	var all []counter.PrintQueue
	for _, p := range unsafe.Slice((*printerInfo2)(unsafe.Pointer(&buffer[0])), count) {
		name := windows.UTF16PtrToString(p.name)
		all = append(all, counter.PrintQueue{Name: name, Default: name == standard, Stopped: p.status&statusStopped != 0})
	}
	return all, nil
}

func defaultPrinter() string {
	var name [260]uint16
	size := uint32(len(name))
	if ok, _, _ := getDefaultPrinter.Call(uintptr(unsafe.Pointer(&name[0])), uintptr(unsafe.Pointer(&size))); ok == 0 {
		return ""
	}
	return windows.UTF16ToString(name[:])
}

// docInfo is DOCINFOW.
type docInfo struct {
	size     int32
	name     *uint16
	output   *uint16
	datatype *uint16
	flags    uint32
}

func send(ctx context.Context, queue string, copies int, d *typeset.Document) error {
	name, err := windows.UTF16PtrFromString(queue)
	if err != nil {
		return fmt.Errorf("send to print queue: %w", counter.ErrNoQueue)
	}
	driver, err := windows.UTF16PtrFromString("WINSPOOL")
	if err != nil {
		return fmt.Errorf("send to print queue: %w", err)
	}
	mode := paperA4(name)
	var modeAt unsafe.Pointer
	if len(mode) > 0 {
		modeAt = unsafe.Pointer(&mode[0])
	}
	dc, _, _ := createDC.Call(uintptr(unsafe.Pointer(driver)), uintptr(unsafe.Pointer(name)), 0, uintptr(modeAt))
	if dc == 0 {
		return fmt.Errorf("send to print queue: %w", counter.ErrNoQueue)
	}
	defer deleteDC.Call(dc)
	job, err := windows.UTF16PtrFromString(title)
	if err != nil {
		return fmt.Errorf("send to print queue: %w", err)
	}
	info := docInfo{name: job}
	info.size = int32(unsafe.Sizeof(info))
	if n, _, _ := startDoc.Call(dc, uintptr(unsafe.Pointer(&info))); int32(n) <= 0 {
		return fmt.Errorf("send to print queue: %w", counter.ErrQueueStopped)
	}
	for range copies {
		for page := range d.Pages {
			if err := ctx.Err(); err != nil {
				abortDoc.Call(dc)
				return fmt.Errorf("send to print queue: %w", err)
			}
			if !sendPage(dc, raster.Page(d, page, dpi/raster.PointsPerInch)) {
				abortDoc.Call(dc)
				return fmt.Errorf("send page %d to print queue: %w", page+1, counter.ErrQueueStopped)
			}
		}
	}
	if n, _, _ := endDoc.Call(dc); int32(n) <= 0 {
		return fmt.Errorf("end printing: %w", counter.ErrQueueStopped)
	}
	return nil
}

// Places in a DEVMODEW, and what is set there.
const (
	modeFields      = 72
	modeOrientation = 76
	modePaperSize   = 78
	modeLeast       = 80

	fieldOrientation = 0x1
	fieldPaperSize   = 0x2
	portrait         = 1
	paperSizeA4      = 9

	modeOut = 2
	modeIn  = 8
)

// paperA4 returns the settings of a printer with A4 upright; none where it does not say.
func paperA4(name *uint16) []byte {
	var printer uintptr
	if ok, _, _ := openPrinter.Call(uintptr(unsafe.Pointer(name)), uintptr(unsafe.Pointer(&printer)), 0); ok == 0 {
		return nil
	}
	defer closePrinter.Call(printer)
	n, _, _ := documentProperties.Call(0, printer, uintptr(unsafe.Pointer(name)), 0, 0, 0)
	if int32(n) < modeLeast {
		return nil
	}
	mode := make([]byte, n)
	at := uintptr(unsafe.Pointer(&mode[0]))
	if ok, _, _ := documentProperties.Call(0, printer, uintptr(unsafe.Pointer(name)), at, 0, modeOut); int32(ok) < 0 {
		return nil
	}
	fields := binary.LittleEndian.Uint32(mode[modeFields:])
	binary.LittleEndian.PutUint32(mode[modeFields:], fields|fieldOrientation|fieldPaperSize)
	binary.LittleEndian.PutUint16(mode[modeOrientation:], portrait)
	binary.LittleEndian.PutUint16(mode[modePaperSize:], paperSizeA4)
	if ok, _, _ := documentProperties.Call(0, printer, uintptr(unsafe.Pointer(name)), at, at, modeIn|modeOut); int32(ok) < 0 {
		return nil
	}
	return mode
}

// dpi is how finely pages are drawn.
const dpi = 300

// Capabilities of a device.
const (
	logPixelsX      = 88
	logPixelsY      = 90
	physicalOffsetX = 112
	physicalOffsetY = 113
)

func sendPage(dc uintptr, page *image.Gray) bool {
	if n, _, _ := startPage.Call(dc); int32(n) <= 0 {
		return false
	}
	caps := func(index uintptr) int {
		n, _, _ := getDeviceCaps.Call(dc, index)
		return int(int32(n))
	}
	place := func(x, pixels, offset int) int { return x*pixels/dpi - offset }
	x0 := place(0, caps(logPixelsX), caps(physicalOffsetX))
	x1 := place(page.Rect.Dx(), caps(logPixelsX), caps(physicalOffsetX))
	const band = 256 // rows at once
	for y := 0; y < page.Rect.Dy(); y += band {
		rows := min(band, page.Rect.Dy()-y)
		y0 := place(y, caps(logPixelsY), caps(physicalOffsetY))
		y1 := place(y+rows, caps(logPixelsY), caps(physicalOffsetY))
		if !stretch(dc, x0, y0, x1-x0, y1-y0, page, y, rows) {
			return false
		}
	}
	n, _, _ := endPage.Call(dc)
	return int32(n) > 0
}

// bitmapInfo is BITMAPINFO with the palette of 256 grays.
type bitmapInfo struct {
	size                 uint32
	width, height        int32
	planes, bits         uint16
	compression, bytes   uint32
	perMeterX, perMeterY int32
	used, important      uint32
	palette              [256]uint32
}

const (
	bitmapHeader = 40
	sourceCopy   = 0x00CC0020
)

// stretch draws rows of a page on a rectangle of the device. The bitmap goes from the
// bottom up, as all drivers have it, in rows of whole words.
func stretch(dc uintptr, x, y, w, h int, page *image.Gray, from, rows int) bool {
	width := page.Rect.Dx()
	stride := (width + 3) &^ 3
	bits := make([]byte, stride*rows)
	for row := range rows {
		copy(bits[(rows-1-row)*stride:], page.Pix[page.PixOffset(0, from+row):][:width])
	}
	info := bitmapInfo{size: bitmapHeader, width: int32(width), height: int32(rows), planes: 1, bits: 8, bytes: uint32(len(bits)), used: 256}
	for i := range info.palette {
		info.palette[i] = uint32(i) * 0x010101
	}
	n, _, _ := stretchDIBits.Call(dc, uintptr(x), uintptr(y), uintptr(w), uintptr(h), 0, 0, uintptr(width), uintptr(rows),
		uintptr(unsafe.Pointer(&bits[0])), uintptr(unsafe.Pointer(&info)), 0, sourceCopy)
	return int32(n) > 0
}
