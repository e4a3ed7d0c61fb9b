//! The look of an organization: its colour and its logo, from the form to every page and into mails.

use axum::http::{StatusCode, header};
use testkit::{Answer, Browser};

use crate::house::{mail_everything, on_both_engines};

const PATH: &str = "/configuration/look";
/// A red dot that would greet whoever opens it.
const SVG: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 8 8\"><script>alert(1)</script>\
    <circle cx=\"4\" cy=\"4\" r=\"4\" fill=\"red\" onclick=\"alert(2)\"/></svg>";

/// Sends a picture by the page's form.
async fn send(browser: &mut Browser, name: &str, bytes: &[u8]) -> Answer {
    let head = format!(
        "--edge\r\nContent-Disposition: form-data; name=\"logo\"; filename=\"{name}\"\r\nContent-Type: image/png\r\n\r\n"
    );
    let body = [head.as_bytes(), bytes, b"\r\n--edge--\r\n"].concat();
    let headers = [("content-type", "multipart/form-data; boundary=edge"), ("accept", "text/html")];
    browser.send_bytes(&format!("{PATH}/logo"), &headers, body).await
}

/// The address in `page` that begins like this.
fn address_in(page: &str, beginning: &str) -> Option<String> {
    let at = page.find(beginning)?;
    page[at..].split('"').next().map(str::to_owned)
}

#[track_caller]
fn assert_saved(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    assert_eq!(answer.location(), "/configuration/look?saved=true");
}

#[tokio::test]
async fn a_colour_is_on_every_page_and_in_mails_when_it_can_be_read() {
    on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;
        assert!(!world.stranger().get("/sign-in").await.text.contains("/look/"));

        assert_saved(&amara.post(PATH, &[("accent", " #5B2A86 ")]).await);
        assert_saved(&amara.post(PATH, &[("accent", "#5b2a86")]).await);

        let signing_in = world.stranger().get("/sign-in").await.text;
        let sheet = address_in(&signing_in, "/look/colours/").unwrap();
        let answer = world.stranger().get(&sheet).await;
        assert_eq!(answer.headers[header::CONTENT_TYPE], "text/css; charset=utf-8");
        assert_eq!(answer.headers[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
        assert!(answer.text.contains("--sea:#5b2a86;") && answer.text.contains("prefers-color-scheme:dark"));
        assert!(amara.get("/calendar").await.text.contains(&sheet));
        assert_eq!(world.stranger_at_oak().get(&sheet).await.status, StatusCode::NOT_FOUND);
        world.start(world.ben).await;
        mail_everything(&world).await;
        let mails = world.mailbox.all_of(world.harbor.org()).await;
        assert!(!mails.is_empty() && mails.iter().all(|mail| mail.html.contains("background:#5b2a86")));

        for (typed, words) in [("#ffcc00", "too light"), ("purple", "six digits")] {
            let refused = amara.post(PATH, &[("accent", typed)]).await;

            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(
                refused.text.contains(words) && refused.field("accent") == Some(typed),
                "{}",
                refused.text
            );
        }
        assert_saved(&amara.post(PATH, &[("accent", "")]).await);
        assert_eq!(world.stranger().get(&sheet).await.status, StatusCode::NOT_FOUND);
        let page = amara.get(PATH).await.text;
        for change in ["Nacre's own → #5b2a86", "#5b2a86 → Nacre's own"] {
            assert_eq!(page.matches(change).count(), 1, "{change}: {page}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_logo_is_public_harmless_and_kept_for_ever_under_its_address() {
    on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;

        assert_saved(&send(&mut amara, "logo.png", SVG.as_bytes()).await);

        let signing_in = world.stranger().get("/sign-in").await.text;
        let logo = address_in(&signing_in, "/look/logos/").unwrap();
        let answer = world.stranger().get(&logo).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.headers[header::CONTENT_TYPE], "image/svg+xml", "by its content");
        assert_eq!(answer.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert_eq!(answer.headers[header::CONTENT_SECURITY_POLICY], "sandbox; default-src 'none'");
        assert_eq!(answer.headers[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
        assert!(answer.text.contains("<circle"), "{}", answer.text);
        assert!(!answer.text.contains("script") && !answer.text.contains("onclick"), "{}", answer.text);
        assert_eq!(world.stranger_at_oak().get(&logo).await.status, StatusCode::NOT_FOUND);

        let other = SVG.replace("red", "blue");
        assert_saved(&send(&mut amara, "logo.svg", other.as_bytes()).await);
        assert_eq!(world.stranger().get(&logo).await.status, StatusCode::NOT_FOUND);
        let newer = address_in(&amara.get("/").await.text, "/look/logos/").unwrap();
        assert_ne!(newer, logo);
        assert_saved(&amara.post(&format!("{PATH}/logo/removal"), &[]).await);
        assert_saved(&amara.post(&format!("{PATH}/logo/removal"), &[]).await);
        assert_eq!(world.stranger().get(&newer).await.status, StatusCode::NOT_FOUND);
        assert!(!amara.get("/").await.text.contains("/look/logos/"));
        let (loose,): (i64,) = world
            .db
            .read()
            .await
            .unwrap()
            .one("SELECT COUNT(*) FROM loose_objects WHERE doomed", &[])
            .await
            .unwrap();
        assert_eq!(loose, 2, "the bytes of both are to be deleted");
        let page = amara.get(PATH).await.text;
        assert!(page.contains("Nacre's own → svg, ") && page.contains(" → Nacre's own"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn what_is_no_picture_is_refused_at_the_field() {
    on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;
        let large =
            [SVG.replace("</svg>", "<text>").as_bytes(), &vec![b'a'; 1_100_000][..], b"</text></svg>"]
                .concat();
        for (name, bytes, words) in [
            (
                "logo.png",
                b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n".as_slice(),
                "Choose a PNG, JPEG or SVG picture.",
            ),
            ("", SVG.as_bytes(), "Choose a PNG, JPEG or SVG picture."),
            ("logo.png", b"nothing known".as_slice(), ""),
            ("logo.svg", &large, "at most 1 MB"),
        ] {
            let refused = send(&mut amara, name, bytes).await;

            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}: {}", refused.text);
            let error = refused.text.split_once("id=\"field-logo-error\"").map_or("", |(_, rest)| rest);
            assert!(error.split("</p>").next().unwrap().contains(words), "{name}: {}", refused.text);
        }
        assert!(!amara.get("/").await.text.contains("/look/logos/"));
    })
    .await;
}
