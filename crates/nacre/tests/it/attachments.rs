//! Files that go with messages: whose they are, who reads them, and that they stay.

use axum::http::StatusCode;
use testkit::{Answer, Browser, World};

use crate::house::{mail_everything, on_both_engines, tell_everything};

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n";

/// Adds a file to the browser's portfolio, and gives its id.
async fn keep(browser: &mut Browser, name: &str) -> String {
    let head = format!(
        "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: application/pdf\r\n\r\n"
    );
    let body = [head.as_bytes(), PDF, b"\r\n--edge--\r\n"].concat();
    let kind = "multipart/form-data; boundary=edge";
    let kept =
        browser.send_bytes("/portfolio", &[("content-type", kind), ("accept", "text/html")], body).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text);
    let page = browser.get("/portfolio").await.text;
    let row = &page[..page.find(name).unwrap()];
    let at = row.rfind("/portfolio/fil_").unwrap() + "/portfolio/".len();
    row[at..].split('"').next().unwrap().to_owned()
}

/// Writes to Ben's instructor.
async fn write(world: &World, browser: &mut Browser, body: &str, files: &[&str]) -> Answer {
    let names: Vec<String> = files.iter().map(|id| format!("file-{id}")).collect();
    let to = world.ada.to_string();
    let mut fields = vec![("to", to.as_str()), ("body", body)];
    fields.extend(names.iter().map(|name| (name.as_str(), "on")));
    browser.post("/messages", &fields).await
}

#[tokio::test]
async fn a_file_goes_with_a_message_and_is_read_by_those_who_read_the_message() {
    on_both_engines(async |world| {
        let mut ben = world.signed_in(world.ben).await;
        let (sheet, secret) = (keep(&mut ben, "sheet.pdf").await, keep(&mut ben, "secret.pdf").await);
        let form = ben.get("/messages/new").await.text;
        assert!(form.contains("sheet.pdf") && form.contains(&format!("name=\"file-{secret}\"")), "{form}");

        let sent = write(&world, &mut ben, "My homework", &[&sheet]).await;
        let thread = sent.location().to_owned();
        let address = format!("{thread}/files/{sheet}");
        let page = world.signed_in(world.ada).await.get(&thread).await.text;
        assert!(page.contains(&format!("href=\"{address}\"")) && page.contains("sheet.pdf"), "{page}");

        for (person, status) in [
            (world.ben, StatusCode::OK),
            (world.ada, StatusCode::OK),
            (world.carol, StatusCode::OK),
            (world.amara, StatusCode::OK),
            (world.ivan, StatusCode::NOT_FOUND),
            (world.mia, StatusCode::NOT_FOUND),
        ] {
            let mut browser = world.signed_in(person).await;
            assert_eq!(browser.get(&address).await.status, status);
            // what was not attached is not in the thread, whoever asks
            let other = format!("{thread}/files/{secret}");
            assert_eq!(browser.get(&other).await.status, StatusCode::NOT_FOUND);
        }
        assert_eq!(world.signed_in_at_oak(world.dan).await.get(&address).await.status, StatusCode::NOT_FOUND);

        let removed = ben.post(&format!("/portfolio/{sheet}/removal"), &[]).await;
        assert_eq!(removed.status, StatusCode::SEE_OTHER);
        let read = world.signed_in(world.ada).await.get(&address).await;
        assert_eq!((read.status, read.text.as_bytes()), (StatusCode::OK, PDF), "it stays with the message");
    })
    .await;
}

#[tokio::test]
async fn only_the_own_portfolio_can_be_attached_and_nothing_typed_is_lost() {
    on_both_engines(async |world| {
        let theirs = keep(&mut world.signed_in(world.ada).await, "answers.pdf").await;
        let mut ben = world.signed_in(world.ben).await;
        let own = keep(&mut ben, "sheet.pdf").await;

        for foreign in [theirs.as_str(), "fil_nonsense"] {
            let refused = write(&world, &mut ben, "Look at this", &[&own, foreign]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(refused.text.contains("not in your portfolio any more"), "{}", refused.text);
            assert!(refused.text.contains("Look at this"), "{}", refused.text);
            let ticked = &refused.text[refused.text.find(&format!("name=\"file-{own}\"")).unwrap()..];
            assert!(ticked.split('>').next().unwrap().contains("checked"), "{ticked}");
        }
        let list = world.signed_in(world.ada).await.get("/messages").await.text;
        assert!(!list.contains("Look at this"), "nothing was sent: {list}");
    })
    .await;
}

#[tokio::test]
async fn a_mail_about_a_message_names_its_files() {
    on_both_engines(async |world| {
        let mut ben = world.signed_in(world.ben).await;
        let sheet = keep(&mut ben, "sheet.pdf").await;
        write(&world, &mut ben, "My homework", &[&sheet]).await;
        tell_everything(&world).await;
        world.pass_minutes(30);
        mail_everything(&world).await;

        let mails = world.mailbox.all_of(world.harbor.org()).await;
        assert!(mails.iter().any(|mail| mail.text.contains("With the file sheet.pdf")), "no mail names it");
    })
    .await;
}
