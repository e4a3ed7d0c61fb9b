//! Files: what is taken in, who gets to see it, and what becomes of it.

use std::path::Path;

use kernel::SessionId;
use live::portfolio::sweep;
use serde_json::Value;
use testkit::{Answer, Browser};

use crate::house::{House, on_both_engines};

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n";
const PNG: &[u8] =
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\x00\x00\x00\x03\x00\x00\x00\x02\x08\x02\x00\x00\x00";
const BOUNDARY: &str = "a-boundary-of-tests";
const MB: usize = 1024 * 1024;

/// A form with these files, as a browser sends it.
async fn upload(browser: &mut Browser, files: &[(&str, &[u8])]) -> Answer {
    let mut body = Vec::new();
    for (name, bytes) in files {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: image/png\r\n\r\n"
        );
        body.extend([head.as_bytes(), bytes, b"\r\n"].concat());
    }
    body.extend(format!("--{BOUNDARY}--\r\n").as_bytes());
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    browser.send_bytes("/portfolio", &[("content-type", &kind), ("accept", "text/html")], body).await
}

/// The address of the first file on the page.
fn first_file(page: &Answer) -> String {
    let at = page.text.find("href=\"/portfolio/fil_").unwrap_or_else(|| panic!("no file in {}", page.text));
    page.text[at + 6..].split('"').next().unwrap().to_owned()
}

/// The address of the file of that name on the page.
fn file_called(page: &Answer, name: &str) -> String {
    let end = page.text.find(name).unwrap_or_else(|| panic!("no {name} in {}", page.text));
    let at = page.text[..end].rfind("href=\"/portfolio/fil_").unwrap();
    page.text[at + 6..].split('"').next().unwrap().to_owned()
}

/// A file put into the classroom, with its JSON.
async fn share_new(browser: &mut Browser, session: SessionId, name: &str, bytes: &[u8]) -> (u16, Value) {
    let address = format!("/classroom/{session}/files?how=chat");
    let headers = [("content-type", "text/html"), ("x-file-name", name)];
    let answer = browser.send_bytes(&address, &headers, bytes.to_vec()).await;
    (answer.status.as_u16(), serde_json::from_str(&answer.text).unwrap_or_default())
}

async fn listed(browser: &mut Browser, session: SessionId) -> Value {
    let answer = browser.get(&format!("/classroom/{session}/files")).await;
    serde_json::from_str(&answer.text).unwrap_or_else(|_| panic!("{}", answer.text))
}

async fn seated(house: &House, link: &str) -> Browser {
    let mut browser = house.world.stranger();
    let terms = browser.get(link).await.field("terms").unwrap().to_owned();
    assert_eq!(browser.post(link, &[("terms", &terms)]).await.status, 303);
    browser
}

/// Objects in a storage's folder.
fn objects(folder: &Path) -> usize {
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| if path.is_dir() { objects(&path) } else { 1 })
        .sum()
}

#[tokio::test]
async fn a_file_is_kept_by_its_content_whatever_it_is_called() {
    on_both_engines(async |house| {
        let mut ben = house.world.signed_in(house.world.ben).await;
        let empty = ben.get("/portfolio").await;

        let kept = upload(&mut ben, &[("homework.png", PDF), ("../../../etc/photo.pdf", PNG)]).await;
        let page = ben.get("/portfolio").await;
        let picture = ben.get(&file_called(&page, "photo.pdf.png")).await;

        assert!(empty.text.contains("No files yet") && empty.text.contains("href=\"/portfolio\""));
        assert_eq!((kept.status.as_u16(), kept.location()), (303, "/portfolio?kept=2"));
        assert!(
            page.text.contains("homework.png.pdf") && page.text.contains("photo.pdf.png"),
            "{}",
            page.text
        );
        assert_eq!(picture.headers["content-type"], "image/png");
        assert_eq!(picture.headers["content-length"], PNG.len().to_string());
        assert_eq!(objects(&house.files.path().join("kept")), 2);
        assert_eq!(objects(&house.files.path().join("arriving")), 0);
    })
    .await;
}

#[tokio::test]
async fn what_is_of_no_kind_is_refused_in_words_and_leaves_nothing() {
    on_both_engines(async |house| {
        let mut ben = house.world.signed_in(house.world.ben).await;
        let huge =
            b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\x00\x01\x00\x00\x00\x01\x00\x00\x08\x02\x00\x00\x00";
        for (bytes, words) in [
            (b"<html><script>alert(1)</script></html>".as_slice(), "The content decides, not the name."),
            (b"MZ\x90\x00 a program", "The content decides, not the name."),
            (b"GIF89a", "The content decides, not the name."),
            (b"", "This file is empty."),
            (huge, "more than 50 million pixels"),
            (b"\x89PNG\r\n\x1a\ncut off", "damaged or cut off"),
            (b"PK\x03\x04 no contents", "damaged or cut off"),
            (b"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg>&a;</svg>", "holds more than a drawing"),
        ] {
            let refused = upload(&mut ben, &[("picture.png", bytes)]).await;

            assert_eq!(refused.status, 422, "{words}");
            assert!(refused.text.contains(words), "{words} not in {}", refused.text);
        }
        assert!(ben.get("/portfolio").await.text.contains("No files yet"));
        assert_eq!(objects(house.files.path()), 0);
    })
    .await;
}

#[tokio::test]
async fn a_drawing_is_kept_as_it_was_written_anew() {
    on_both_engines(async |house| {
        let mut ben = house.world.signed_in(house.world.ben).await;
        let hostile = b"<svg width=\"4\" height=\"5\" onload=\"alert(1)\"><script>alert(1)</script><rect width=\"2\" \
            fill=\"url(https://evil.test)\"/></svg>";

        upload(&mut ben, &[("drawing.svg", hostile)]).await;
        let page = ben.get("/portfolio").await;
        let drawing = ben.get(&first_file(&page)).await;

        let clean = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"4\" height=\"5\"><rect width=\"2\"></rect></svg>";
        assert_eq!(drawing.text, clean);
        assert_eq!(drawing.headers["content-type"], "image/svg+xml");
        assert_eq!(drawing.headers["content-security-policy"], "sandbox; default-src 'none'");
    })
    .await;
}

#[tokio::test]
async fn bytes_come_under_headers_by_which_nothing_runs() {
    on_both_engines(async |house| {
        let mut ben = house.world.signed_in(house.world.ben).await;
        upload(&mut ben, &[("Übung 7; x.pdf", PDF)]).await;
        let address = first_file(&ben.get("/portfolio").await);

        let whole = ben.get(&address).await;
        let tag = whole.headers["etag"].to_str().unwrap().to_owned();
        let part = ben.get_with(&address, &[("range", "bytes=0-4")]).await;
        let beyond = ben.get_with(&address, &[("range", "bytes=900-")]).await;
        let known = ben.get_with(&address, &[("if-none-match", &tag)]).await;

        assert_eq!(whole.text.as_bytes(), PDF);
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("cross-origin-resource-policy", "same-origin"),
            ("cache-control", "private, no-cache"),
            ("content-security-policy", "default-src 'none'; frame-ancestors 'self'"),
            ("content-disposition", "inline; filename*=UTF-8''%C3%9Cbung%207%3B%20x.pdf"),
        ] {
            assert_eq!(whole.headers[name], value, "{name}");
        }
        assert_eq!((part.status.as_u16(), part.text.as_str()), (206, "%PDF-"));
        assert_eq!(part.headers["content-range"], format!("bytes 0-4/{}", PDF.len()));
        assert_eq!((beyond.status.as_u16(), known.status.as_u16(), known.text.len()), (416, 304, 0));
    })
    .await;
}

#[tokio::test]
async fn a_document_is_only_ever_downloaded() {
    on_both_engines(async |house| {
        let mut ben = house.world.signed_in(house.world.ben).await;

        upload(&mut ben, &[("essay.docx", &document())]).await;
        let list = ben.get("/portfolio").await;
        let essay = ben.get(&first_file(&list)).await;

        let how = essay.headers["content-disposition"].to_str().unwrap();
        assert!(how.starts_with("attachment"), "{how}");
        assert_eq!(essay.headers["content-security-policy"], "sandbox; default-src 'none'");
    })
    .await;
}

/// A ZIP with the two parts that make a document, empty.
fn document() -> Vec<u8> {
    let (mut out, mut table) = (Vec::new(), Vec::new());
    for part in ["[Content_Types].xml", "word/document.xml"] {
        let length = u16::try_from(part.len()).unwrap().to_le_bytes();
        let at = u32::try_from(out.len()).unwrap().to_le_bytes();
        out.extend([b"PK\x03\x04".as_slice(), &[0; 22], &length, &[0; 2], part.as_bytes()].concat());
        table.extend([b"PK\x01\x02".as_slice(), &[0; 24], &length, &[0; 12], &at, part.as_bytes()].concat());
    }
    let sizes =
        [u32::try_from(table.len()).unwrap().to_le_bytes(), u32::try_from(out.len()).unwrap().to_le_bytes()];
    [out, table, b"PK\x05\x06\x00\x00\x00\x00\x02\x00\x02\x00".to_vec(), sizes.concat(), vec![0; 2]].concat()
}

#[tokio::test]
async fn too_large_a_file_is_cut_off_early() {
    on_both_engines(async |house| {
        let session = house.world.start(house.world.ben).await;
        let mut ben = house.world.signed_in(house.world.ben).await;
        let mut large = PDF.to_vec();
        large.resize(25 * MB + 1, b' ');

        let by_form = upload(&mut ben, &[("large.pdf", &large)]).await;
        let (in_classroom, told) = share_new(&mut ben, session, "large.pdf", &large).await;
        large.truncate(25 * MB);
        let (just_fits, _) = share_new(&mut ben, session, "large.pdf", &large).await;

        assert!(by_form.status == 422 && by_form.text.contains("at most 25 MB"));
        assert_eq!((in_classroom, just_fits), (422, 201));
        assert!(told["detail"].as_str().unwrap().contains("at most 25 MB"));
        assert_eq!(objects(&house.files.path().join("arriving")), 0);
    })
    .await;
}

#[tokio::test]
async fn the_allowance_is_a_setting_and_holds() {
    on_both_engines(async |house| {
        let (mut amara, mut ben) =
            (house.world.signed_in(house.world.amara).await, house.world.signed_in(house.world.ben).await);
        let mut two_thirds = PDF.to_vec();
        two_thirds.resize(2 * MB / 3, b' ');

        for (person, all, field) in
            [("0", "5", "person_mb"), ("1", "0", "organization_mb"), ("6", "5", "person_mb")]
        {
            let form = [("person_mb", person), ("organization_mb", all)];
            let wrong = amara.post("/configuration/files", &form).await;
            assert_eq!(wrong.status.as_u16(), 422, "{form:?}");
            assert!(wrong.text.contains(&format!("id=\"field-{field}-error\"")), "{form:?}: {}", wrong.text);
        }
        let set = amara.post("/configuration/files", &[("person_mb", "1"), ("organization_mb", "5")]).await;
        let first = upload(&mut ben, &[("a.pdf", &two_thirds)]).await;
        let second = upload(&mut ben, &[("b.pdf", &two_thirds)]).await;
        let small = upload(&mut ben, &[("c.pdf", PDF)]).await;

        assert_eq!(set.status.as_u16(), 303);
        assert_eq!((first.status.as_u16(), small.status.as_u16()), (303, 303));
        assert!(second.status == 422 && second.text.contains("The portfolio is full"), "{}", second.text);
        assert!(ben.get("/portfolio").await.text.contains("of 1 MB used"));
        let mut mia = house.world.signed_in(house.world.mia).await;
        amara.post("/configuration/files", &[("person_mb", "1"), ("organization_mb", "1")]).await;
        let full = upload(&mut mia, &[("d.pdf", &two_thirds)]).await;
        assert!(full.text.contains("space for files is full"), "{}", full.text);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn uploads_at_the_same_moment_do_not_fill_the_same_space() {
    on_both_engines(async |house| {
        let mut amara = house.world.signed_in(house.world.amara).await;
        amara.post("/configuration/files", &[("person_mb", "1"), ("organization_mb", "1")]).await;
        let mut body = PDF.to_vec();
        body.resize(MB / 2 + 1, b' ');
        let people = [house.world.ada, house.world.ivan, house.world.ben, house.world.mia];
        let mut uploads = tokio::task::JoinSet::new();
        for person in people {
            let (mut browser, body) = (house.world.signed_in(person).await, body.clone());
            uploads.spawn(async move { upload(&mut browser, &[("half.pdf", &body)]).await.status.as_u16() });
        }

        let mut statuses = uploads.join_all().await;

        statuses.sort_unstable();
        assert_eq!(statuses, [303, 422, 422, 422]);
    })
    .await;
}

#[tokio::test]
async fn a_portfolio_is_seen_by_its_owner_their_parents_and_admins() {
    on_both_engines(async |house| {
        let world = &house.world;
        let mut ben = world.signed_in(world.ben).await;
        upload(&mut ben, &[("evaluation.pdf", PDF)]).await;
        let file = first_file(&ben.get("/portfolio").await);
        let page = format!("/people/{}/portfolio", world.ben);

        for (person, expected) in
            [(world.carol, 200), (world.amara, 200), (world.ada, 404), (world.ivan, 404), (world.mia, 404)]
        {
            let mut browser = world.signed_in(person).await;
            assert_eq!(browser.get(&file).await.status, expected);
            assert_eq!(browser.get(&page).await.status, expected);
            assert_eq!(browser.ask(http::Method::POST, &format!("{file}/removal")).await.status, 404);
        }
        let mut olga = world.signed_in_at_oak(world.olga).await;
        assert_eq!(
            (olga.get(&file).await.status.as_u16(), olga.get(&page).await.status.as_u16()),
            (404, 404)
        );
        let mut carol = world.signed_in(world.carol).await;
        assert!(carol.get("/portfolio").await.text.contains(&page));
        let seen = carol.get(&page).await.text;
        assert!(seen.contains("evaluation.pdf") && !seen.contains("Remove"));
    })
    .await;
}

#[tokio::test]
async fn what_is_shared_in_a_session_is_for_its_people_and_stays_with_its_details() {
    on_both_engines(async |house| {
        let world = &house.world;
        let session = world.start(world.ben).await;
        let (mut ben, mut ada) = (world.signed_in(world.ben).await, world.signed_in(world.ada).await);

        let (status, told) = share_new(&mut ben, session, "%C3%9Cbung%207", PNG).await;

        assert_eq!((status, &told["name"], &told["kind"]), (201, &"Übung 7.png".into(), &"png".into()));
        assert_eq!(
            (&told["width"], &told["height"], &told["bytes"]),
            (&3.into(), &2.into(), &PNG.len().into())
        );
        assert_eq!((&told["by"], &told["how"]), (&"student".into(), &"chat".into()));
        let list = listed(&mut ada, session).await;
        assert_eq!((&list["shared"][0]["id"], &list["own"]), (&told["id"], &serde_json::json!([])));
        assert_eq!(list["limits"]["file_bytes"], 25 * MB);
        let id = told["id"].as_str().unwrap();
        let in_classroom = format!("/classroom/{session}/files/{id}");
        let in_details = format!("/sessions/{session}/files/{id}");
        assert_eq!(ada.get(&in_classroom).await.status, 200);
        assert_eq!(ada.get(&format!("/portfolio/{id}")).await.status, 404);
        for (person, expected) in
            [(world.carol, 200), (world.amara, 200), (world.mia, 404), (world.ivan, 404)]
        {
            let mut browser = world.signed_in(person).await;
            assert_eq!(browser.get(&in_classroom).await.status, 404);
            assert_eq!(browser.get(&in_details).await.status, expected);
            assert_eq!(browser.get(&format!("/sessions/{session}/files")).await.status, expected);
        }
        assert!(ada.get(&format!("/sessions/{session}/files")).await.text.contains("Übung 7.png"));
        assert!(
            ada.get(&format!("/sessions/{session}"))
                .await
                .text
                .contains(&format!("/sessions/{session}/files"))
        );
    })
    .await;
}

#[tokio::test]
async fn a_file_of_the_portfolio_is_shared_by_its_owner_alone() {
    on_both_engines(async |house| {
        let world = &house.world;
        let session = world.start(world.ben).await;
        let (mut ben, mut ada) = (world.signed_in(world.ben).await, world.signed_in(world.ada).await);
        upload(&mut ben, &[("mine.pdf", PDF)]).await;
        let own = listed(&mut ben, session).await["own"][0]["id"].as_str().unwrap().to_owned();
        let address = format!("/classroom/{session}/files/{own}/share?how=board");

        let by_other = ada.ask(http::Method::POST, &address).await;
        let before = ada.get(&format!("/classroom/{session}/files/{own}")).await;
        let by_owner = ben.ask(http::Method::POST, &address).await;
        let again = ben.ask(http::Method::POST, &address).await;
        let odd =
            ben.ask(http::Method::POST, &format!("/classroom/{session}/files/{own}/share?how=loud")).await;

        assert_eq!((by_other.status.as_u16(), before.status.as_u16()), (404, 404));
        assert_eq!((by_owner.status.as_u16(), again.status.as_u16(), odd.status.as_u16()), (200, 200, 422));
        let shared = &listed(&mut ada, session).await["shared"];
        assert_eq!((shared.as_array().unwrap().len(), &shared[0]["how"]), (1, &"board".into()));
    })
    .await;
}

#[tokio::test]
async fn what_came_through_the_chat_is_put_on_a_board_by_either_of_the_two() {
    on_both_engines(async |house| {
        let world = &house.world;
        let nino = house.invited_student(false).await;
        let session = world.start(nino).await;
        let mut seat = seated(&house, &house.link(session).await).await;
        let mut ada = world.signed_in(world.ada).await;
        let (_, by_ada) = share_new(&mut ada, session, "sheet.pdf", PDF).await;
        let (_, by_nino) = share_new(&mut seat, session, "page.png", PNG).await;
        let take = |file: &Value, how: &str| {
            format!("/classroom/{session}/files/{}/share?how={how}", file["id"].as_str().unwrap())
        };

        let homework = ada.ask(http::Method::POST, &take(&by_nino, "board")).await;
        let sheet = seat.ask(http::Method::POST, &take(&by_ada, "board")).await;
        let into_the_chat = seat.ask(http::Method::POST, &take(&by_ada, "chat")).await;

        assert_eq!((homework.status.as_u16(), sheet.status.as_u16()), (200, 200));
        assert_eq!(into_the_chat.status, 404);
        let shared = listed(&mut ada, session).await["shared"].clone();
        let told: Vec<_> =
            shared.as_array().unwrap().iter().map(|file| (&file["by"], &file["how"])).collect();
        assert_eq!(told.len(), 2);
        assert!(told.contains(&(&"student".into(), &"board".into())), "{shared}");
        assert!(told.contains(&(&"instructor".into(), &"board".into())), "{shared}");
    })
    .await;
}

#[tokio::test]
async fn a_seat_opens_the_files_of_its_own_session_and_no_portfolio() {
    on_both_engines(async |house| {
        let world = &house.world;
        let nino = house.invited_student(false).await;
        let session = world.start(nino).await;
        let mut seat = seated(&house, &house.link(session).await).await;
        let other = world.try_start(world.ivan, &world.press(world.mia, "other")).await.unwrap();
        let mut ivan = world.signed_in(world.ivan).await;
        let (_, foreign) = share_new(&mut ivan, other, "notes.pdf", PDF).await;
        let foreign = foreign["id"].as_str().unwrap();

        let (status, own) = share_new(&mut seat, session, "page.png", PNG).await;
        let own = own["id"].as_str().unwrap();

        assert_eq!(status, 201);
        assert_eq!(seat.get(&format!("/classroom/{session}/files/{own}")).await.status, 200);
        for closed in [
            format!("/classroom/{session}/files/{foreign}"),
            format!("/classroom/{other}/files/{foreign}"),
            format!("/classroom/{other}/files/{own}"),
            format!("/classroom/{other}/files"),
        ] {
            assert_eq!(seat.get(&closed).await.status, 404, "{closed}");
        }
        assert_eq!(share_new(&mut seat, other, "page.png", PNG).await.0, 404);
        let share = format!("/classroom/{session}/files/{own}/share");
        assert_eq!(seat.ask(http::Method::POST, &share).await.status, 404);
        for signed_in_only in
            ["/portfolio".to_owned(), format!("/portfolio/{own}"), format!("/sessions/{session}/files")]
        {
            assert!(seat.get(&signed_in_only).await.location().starts_with("/sign-in"), "{signed_in_only}");
        }
        assert_eq!(listed(&mut seat, session).await["own"], serde_json::json!([]));
    })
    .await;
}

#[tokio::test]
async fn nothing_is_shared_in_a_session_that_is_over() {
    on_both_engines(async |house| {
        let session = house.world.start(house.world.ben).await;
        let mut ben = house.world.signed_in(house.world.ben).await;
        let (_, early) = share_new(&mut ben, session, "early.pdf", PDF).await;
        house.world.pass_minutes(16);
        live::closing::sweep(&house.world.db, house.world.clock.now(), &house.rooms).await.unwrap();

        let (late, told) = share_new(&mut ben, session, "late.pdf", PDF).await;

        assert_eq!(late, 409);
        assert!(told["detail"].as_str().unwrap().contains("This session is over"));
        let early = format!("/sessions/{session}/files/{}", early["id"].as_str().unwrap());
        assert_eq!(ben.get(&early).await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn a_removed_file_is_gone_with_its_bytes() {
    on_both_engines(async |house| {
        let mut ben = house.world.signed_in(house.world.ben).await;
        upload(&mut ben, &[("mistake.pdf", PDF)]).await;
        let file = first_file(&ben.get("/portfolio").await);

        let removed = ben.ask(http::Method::POST, &format!("{file}/removal")).await;
        let after = ben.get(&file).await;
        let swept = sweep(&house.world.db, &house.storage).await.unwrap();

        assert_eq!((removed.status.as_u16(), after.status.as_u16()), (303, 404));
        assert_eq!((swept, objects(house.files.path())), (1, 0));
        assert_eq!(sweep(&house.world.db, &house.storage).await.unwrap(), 0);
        assert!(ben.get("/portfolio").await.text.contains("No files yet"));
    })
    .await;
}

#[tokio::test]
async fn a_file_that_was_shared_leaves_the_portfolio_and_stays_with_the_session() {
    on_both_engines(async |house| {
        let session = house.world.start(house.world.ben).await;
        let mut ben = house.world.signed_in(house.world.ben).await;
        let mut ada = house.world.signed_in(house.world.ada).await;
        let (_, told) = share_new(&mut ben, session, "worksheet.pdf", PDF).await;
        let id = told["id"].as_str().unwrap();

        ben.ask(http::Method::POST, &format!("/portfolio/{id}/removal")).await;
        sweep(&house.world.db, &house.storage).await.unwrap();

        assert_eq!(ben.get(&format!("/portfolio/{id}")).await.status, 404);
        assert_eq!(listed(&mut ben, session).await["own"], serde_json::json!([]));
        assert_eq!(ada.get(&format!("/classroom/{session}/files/{id}")).await.text.as_bytes(), PDF);
    })
    .await;
}

#[tokio::test]
async fn bytes_that_no_file_names_are_deleted_after_an_hour() {
    on_both_engines(async |house| {
        let mut ben = house.world.signed_in(house.world.ben).await;
        upload(&mut ben, &[("kept.pdf", PDF)]).await;
        // an upload that ended between its bytes and its row
        let sql = "INSERT INTO loose_objects (org_id, object, since, doomed) VALUES ($1, $2, $3, FALSE)";
        let (db, org) = (&house.world.db, house.world.harbor.org());
        db::in_tx!(db, db::Error, tx, {
            let now = tx.now();
            tx.exec(sql, &[&org, &"0123456789", &now]).await
        })
        .unwrap();
        let kept = house.files.path().join("kept");
        std::fs::create_dir_all(kept.join("01")).unwrap();
        std::fs::write(kept.join("01/23456789"), PDF).unwrap();

        let early = sweep(db, &house.storage).await.unwrap();
        house.world.pass_minutes(61);
        let due = sweep(db, &house.storage).await.unwrap();

        assert_eq!((early, due, objects(&kept)), (0, 1, 1));
    })
    .await;
}
