//! Kinds by content, and what is left of hostile drawings.

use super::*;
use crate::portfolio::file::FileName;

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n";

fn png(width: u32, height: u32) -> Vec<u8> {
    [
        pixels::PNG,
        b"\x00\x00\x00\x0dIHDR",
        &width.to_be_bytes(),
        &height.to_be_bytes(),
        b"\x08\x02\x00\x00\x00",
    ]
    .concat()
}

fn jpeg(width: u16, height: u16) -> Vec<u8> {
    let comment = b"\xff\xfe\x00\x04hi";
    let frame = [b"\xff\xc0\x00\x11\x08".as_slice(), &height.to_be_bytes(), &width.to_be_bytes()].concat();
    [b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00".as_slice(), comment, &frame]
        .concat()
}

/// A ZIP with empty parts of these names.
fn zip(parts: &[&str]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut table = Vec::new();
    for part in parts {
        let length = u16::try_from(part.len()).unwrap().to_le_bytes();
        let at = u32::try_from(out.len()).unwrap().to_le_bytes();
        out.extend([docx::LOCAL_HEADER, &[0; 22], &length, &[0; 2], part.as_bytes()].concat());
        table.extend([b"PK\x01\x02".as_slice(), &[0; 24], &length, &[0; 12], &at, part.as_bytes()].concat());
    }
    let count = u16::try_from(parts.len()).unwrap().to_le_bytes();
    let (size, start) = (u32::try_from(table.len()).unwrap(), u32::try_from(out.len()).unwrap());
    let end = [
        b"PK\x05\x06\x00\x00\x00\x00".as_slice(),
        &count,
        &count,
        &size.to_le_bytes(),
        &start.to_le_bytes(),
        &[0; 2],
    ];
    [out, table, end.concat()].concat()
}

fn document() -> Vec<u8> {
    zip(&["[Content_Types].xml", "_rels/.rels", "word/document.xml"])
}

fn drawn(inside: &str) -> String {
    let text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\">{inside}</svg>"
    );
    String::from_utf8(check(Kind::Svg, text.as_bytes()).unwrap().instead.unwrap()).unwrap()
}

fn refused(kind: Kind, bytes: &[u8]) -> Unfit {
    check(kind, bytes).unwrap_err()
}

#[test]
fn the_content_tells_the_kind() {
    for (bytes, kind) in [
        (png(1, 1), Some(Kind::Png)),
        (jpeg(1, 1), Some(Kind::Jpeg)),
        (PDF.to_vec(), Some(Kind::Pdf)),
        (document(), Some(Kind::Docx)),
        (b"\xef\xbb\xbf <?xml version=\"1.0\"?><svg/>".to_vec(), Some(Kind::Svg)),
        (b"<!DOCTYPE html><svg></svg>".to_vec(), None),
        (b"<html><svg></svg></html>".to_vec(), None),
        (b"GIF89a".to_vec(), None),
        (b"MZ\x90\x00".to_vec(), None),
        (b"PK\x05\x06".to_vec(), None),
        (b"#!/bin/sh".to_vec(), None),
        (Vec::new(), None),
    ] {
        assert_eq!(sniff(&bytes), kind, "{:?}", String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn a_pictures_pixels_are_read_and_bounded() {
    let size = |width, height| Some(Size { width, height });

    assert_eq!(check(Kind::Png, &png(640, 480)).unwrap().size, size(640, 480));
    assert_eq!(check(Kind::Jpeg, &jpeg(4_000, 3_000)).unwrap().size, size(4_000, 3_000));
    assert_eq!(check(Kind::Png, &png(10_000, 5_000)).unwrap().size, size(10_000, 5_000));
    assert_eq!(refused(Kind::Png, &png(10_000, 5_001)), Unfit::TooManyPixels);
    assert_eq!(refused(Kind::Png, &png(u32::MAX, u32::MAX)), Unfit::TooManyPixels);
    assert_eq!(refused(Kind::Jpeg, &jpeg(65_535, 65_535)), Unfit::TooManyPixels);
    assert_eq!(refused(Kind::Png, &png(0, 5)), Unfit::Damaged);
}

#[test]
fn a_picture_cut_off_at_any_byte_is_damaged_and_nothing_worse() {
    for (kind, whole, header) in [(Kind::Png, png(9, 9), 24), (Kind::Jpeg, jpeg(9, 9), 35)] {
        for end in 0..header {
            assert_eq!(refused(kind, &whole[..end]), Unfit::Damaged, "{kind:?} of {end} bytes");
        }
    }
    let frame = &jpeg(9, 9)[26..];
    let endless = [b"\xff\xd8".as_slice(), &b"\xff\xfe\x00\x02".repeat(5_000), frame].concat();
    assert_eq!(refused(Kind::Jpeg, &endless), Unfit::Damaged);
}

#[test]
fn a_document_has_its_parts_and_no_macros() {
    assert_eq!(check(Kind::Docx, &document()), Ok(Checked { size: None, instead: None }));
    assert_eq!(refused(Kind::Docx, &zip(&["a.txt"])), Unfit::UnknownKind);
    assert_eq!(refused(Kind::Docx, &zip(&["[Content_Types].xml", "xl/workbook.xml"])), Unfit::UnknownKind);
    let with_macros = zip(&["[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"]);
    assert_eq!(refused(Kind::Docx, &with_macros), Unfit::Macros);
}

#[test]
fn a_table_of_contents_that_does_not_add_up_is_damaged_and_nothing_worse() {
    let whole = document();
    for end in 0..whole.len() {
        assert_eq!(refused(Kind::Docx, &whole[..end]), Unfit::Damaged, "of {end} bytes");
    }
    // every byte of the end record and the table, turned over
    for at in 0..whole.len() {
        let mut torn = whole.clone();
        torn[at] ^= 0xff;
        let _ = check(Kind::Docx, &torn);
    }
    let mut many = whole.clone();
    let counts = whole.len() - 12;
    many[counts..counts + 2].copy_from_slice(&[0xff, 0xff]);
    assert_eq!(refused(Kind::Docx, &many), Unfit::Damaged);
    let parts = [vec!["[Content_Types].xml", "word/document.xml"], vec!["a"; 4_000]].concat();
    assert_eq!(refused(Kind::Docx, &zip(&parts)), Unfit::Damaged);
}

#[test]
fn a_drawing_keeps_its_shapes_paints_and_words() {
    let kept = drawn(
        "<title>Area &amp; more</title><style>.a{fill:#f00;stroke-width:2}</style>\
         <defs><linearGradient id=\"g\"><stop offset=\"0\" stop-color=\"red\"/></linearGradient></defs>\
         <path class=\"a\" d=\"M0 0L9 9\" fill=\"url(#g)\" transform=\"rotate(3)\" style=\"opacity:.5\"/>\
         <g id=\"x\"><use xlink:href=\"#g\"/></g><text x=\"1\">a &lt; b &#960;</text>",
    );

    for part in [
        "<title>Area &amp; more</title>",
        ".a{fill:#f00;stroke-width:2}",
        "fill=\"url(#g)\"",
        "style=\"opacity:.5\"",
        "<use href=\"#g\">",
        "a &lt; b π",
        "xmlns=\"http://www.w3.org/2000/svg\"",
    ] {
        assert!(kept.contains(part), "{part} in {kept}");
    }
}

#[test]
fn nothing_that_runs_or_leads_elsewhere_is_left_of_a_drawing() {
    let attacks = [
        "<script>alert(1)</script>",
        "<SCRIPT>alert(1)</SCRIPT>",
        "<script xlink:href=\"https://evil.test/x.js\"/>",
        "<svg:script xmlns:svg=\"http://www.w3.org/2000/svg\">alert(1)</svg:script>",
        "<g onload=\"alert(1)\" ONCLICK=\"alert(1)\"><path d=\"M0 0\" onmouseover=\"alert(1)\"/></g>",
        "<foreignObject><iframe src=\"https://evil.test\"/><body onload=\"alert(1)\"/></foreignObject>",
        "<a href=\"javascript:alert(1)\"><text>alert(1)</text></a>",
        "<image href=\"https://evil.test/pixel.png\"/><image xlink:href=\"data:image/svg+xml,evil.test\"/>",
        "<use href=\"https://evil.test/x.svg#a\"/><use xlink:href=\"data:image/svg+xml;base64,evil.test#x\"/>",
        "<use href=\" javascript:alert(1)\"/><use href=\"java&#10;script:alert(1)\"/>",
        "<animate attributeName=\"href\" values=\"javascript:alert(1)\"/><set to=\"alert(1)\"/>",
        "<animateTransform onbegin=\"alert(1)\"/><handler>alert(1)</handler>",
        "<style>@import url(https://evil.test/x.css);</style>",
        "<style>*{background:url('//evil.test/x')}</style>",
        "<style>*{background:u\\72l(evil.test)}</style>",
        "<style>@font-face{src:url(evil.test)}</style>",
        "<style><![CDATA[a{fill:url(https://evil.test)}]]></style>",
        "<style>a{}</style ><style>&lt;/style>&lt;script>alert(1)&lt;/script></style>",
        "<rect style=\"fill:url(https://evil.test#a)\"/><rect style=\"behavior:url(evil.test)\"/>",
        "<rect fill=\"url(https://evil.test#a)\"/><rect fill=\"URL(//evil.test)\"/>",
        "<rect fill=\"url(evil.svg#a)\" stroke=\"URL( evil.svg )\"/>",
        "<rect fill=\"url( 'https://evil.test#a' )\" filter=\"url(https://evil.test#b)\"/>",
        "<rect mask=\"url(#a) url(https://evil.test)\" clip-path=\"url(data:evil.test)\"/>",
        "<rect cursor=\"url(https://evil.test)\" fill=\"u\\72l(https://evil.test)\"/>",
        "<rect marker=\"image-set('https://evil.test')\"/><rect fill=\"javascript:alert(1)\"/>",
        "<video src=\"https://evil.test\"/><audio src=\"https://evil.test\"/><embed src=\"evil.test\"/>",
        "<?xml-stylesheet href=\"https://evil.test/x.css\"?><!-- evil.test --><metadata>evil.test</metadata>",
        "<g xml:base=\"https://evil.test/\"><use href=\"#a\"/></g><g xmlns=\"http://www.w3.org/1999/xhtml\"/>",
        "<title>&lt;script>alert(1)</title>",
    ];
    for attack in attacks {
        let kept = drawn(&format!("{attack}<circle r=\"1\"/>"));
        let lower = kept.to_lowercase();
        for never in [
            "<script",
            "evil",
            "javascript",
            "onload",
            "onclick",
            "onmouse",
            "onbegin",
            "@",
            "\\",
            "<a ",
            "xhtml",
            "<?",
            "<!",
        ] {
            assert!(!lower.contains(never), "{never} of {attack} is left: {kept}");
        }
        assert!(kept.contains("<circle r=\"1\">"), "the drawing itself is kept: {kept}");
        assert_eq!(lower.matches("alert").count(), lower.matches("&lt;script").count(), "{kept}");
    }
}

#[test]
fn a_drawing_written_anew_is_not_changed_by_a_second_reading() {
    let once = drawn("<g id=\"a&quot;b\"><text>1 &lt; 2 &amp; 3</text></g><style>.a{fill:red}</style>");

    let twice = check(Kind::Svg, once.as_bytes()).unwrap().instead.unwrap();

    assert_eq!(String::from_utf8(twice).unwrap(), once);
}

#[test]
fn bombs_and_broken_drawings_are_refused() {
    let svg = |inside: &str| format!("<svg xmlns=\"http://www.w3.org/2000/svg\">{inside}</svg>");
    let laughs = "<!DOCTYPE svg [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><svg>&b;</svg>".to_owned();
    let foreign_entity =
        "<!DOCTYPE svg [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><svg>&x;</svg>".to_owned();
    let mut doubling = String::from("<g id=\"n0\"><path d=\"M0 0\"/></g>");
    for n in 1..40 {
        let below = n - 1;
        doubling.push_str(&format!("<g id=\"n{n}\"><use href=\"#n{below}\"/><use href=\"#n{below}\"/></g>"));
    }
    let mut masks = String::new();
    for n in 1..40 {
        let rect = format!("<rect mask=\"url(#m{})\"/>", n - 1);
        masks.push_str(&format!("<mask id=\"m{n}\">{rect}{rect}{rect}</mask>"));
    }
    let many_attributes: String = (0..200).map(|n| format!(" a{n}=\"1\"")).collect();
    for (text, expected) in [
        (laughs, Unfit::DrawingUnsafe),
        (foreign_entity, Unfit::DrawingUnsafe),
        ("<!DOCTYPE svg [<!ENTITY a \"never used\">]><svg/>".to_owned(), Unfit::DrawingUnsafe),
        (svg("&nbsp;"), Unfit::DrawingUnsafe),
        (svg("<path d=\"&x;\"/>"), Unfit::DrawingUnsafe),
        (svg(&doubling), Unfit::DrawingUnsafe),
        (svg(&masks), Unfit::DrawingUnsafe),
        (svg("<g id=\"a\"><use href=\"#a\"/></g>"), Unfit::DrawingUnsafe),
        (svg(&format!("{}{}", "<g>".repeat(70), "</g>".repeat(70))), Unfit::DrawingTooLarge),
        (svg(&format!("{}{}", "<b>".repeat(70), "</b>".repeat(70))), Unfit::DrawingTooLarge),
        (svg(&"<g/>".repeat(50_001)), Unfit::DrawingTooLarge),
        (svg(&format!("<g{many_attributes}/>")), Unfit::DrawingTooLarge),
        (svg("<g>"), Unfit::Damaged),
        (svg("</g>"), Unfit::Damaged),
        (svg("<g a=b/>"), Unfit::Damaged),
        (svg("\u{0}<"), Unfit::Damaged),
        ("<svg>".to_owned(), Unfit::Damaged),
        ("<?xml version=\"1.0\"?><html/>".to_owned(), Unfit::UnknownKind),
        ("<svg></svg><svg></svg>".to_owned(), Unfit::UnknownKind),
        ("<?xml version=\"1.0\"?>".to_owned(), Unfit::Damaged),
        ("<svg width=\"100000\" height=\"100000\"/>".to_owned(), Unfit::TooManyPixels),
        (format!("<svg>{}</svg>", " ".repeat(5_000_000)), Unfit::DrawingTooLarge),
    ] {
        let start: String = text.chars().take(80).collect();
        assert_eq!(refused(Kind::Svg, text.as_bytes()), expected, "{start}");
    }
    assert_eq!(refused(Kind::Svg, b"<svg>\xff\xfe</svg>"), Unfit::Damaged);
    // without an end each would be looked for to the end of the file
    let endless = svg(&format!("<rect fill=\"{}\"/>", "url(#".repeat(600_000)));
    assert!(check(Kind::Svg, endless.as_bytes()).is_ok());
}

#[test]
fn a_drawings_size_is_what_its_root_says() {
    let size = |root: &str| check(Kind::Svg, format!("<svg {root}/>").as_bytes()).unwrap().size;
    let some = |width, height| Some(Size { width, height });

    assert_eq!(size("width=\"20\" height=\"10.2px\""), some(20, 11));
    assert_eq!(size("width=\"100%\" height=\"100%\" viewBox=\"0 0 64,32\""), some(64, 32));
    assert_eq!(size("width=\"5cm\" height=\"5cm\""), None);
    assert_eq!(size("viewBox=\"0 0 -1 NaN\""), None);
}

#[test]
fn names_are_cleaned_and_end_as_the_content_is() {
    let cleaned = |said: &str, kind| FileName::cleaned(said, kind).as_str().to_owned();

    assert_eq!(cleaned("Exercise 7.png", Kind::Png), "Exercise 7.png");
    assert_eq!(cleaned("photo.JPEG", Kind::Jpeg), "photo.JPEG");
    assert_eq!(cleaned("evil.html", Kind::Png), "evil.html.png");
    assert_eq!(cleaned("../../etc/passwd", Kind::Pdf), "passwd.pdf");
    assert_eq!(cleaned("C:\\Users\\me\\a.docx", Kind::Docx), "a.docx");
    assert_eq!(cleaned("a\r\nSet-Cookie: x\u{202e}gnp.exe", Kind::Png), "a Set-Cookie: xgnp.exe.png");
    assert_eq!(cleaned("", Kind::Svg), "File.svg");
    assert_eq!(cleaned(".pdf", Kind::Pdf), ".pdf.pdf");
    assert_eq!(cleaned(&"ä".repeat(500), Kind::Pdf).chars().count(), 120);
}
