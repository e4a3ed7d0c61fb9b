//! Passkeys, with a device made of software. A key that finds itself by the address is the browser journey's.

use axum::http::StatusCode;
use db::in_tx;
use kernel::{Role, Standing, UserId};
use people::accounts::{self, ArchiveError};
use people::links::Kind;
use people::passkeys;
use serde_json::{Value, json};
use testkit::{Answer, Browser, PASSWORD, World, on_both_engines};
use webauthn_authenticator_rs::prelude::{
    CreationChallengeResponse, RequestChallengeResponse, Url, WebauthnAuthenticator,
};
use webauthn_authenticator_rs::softpasskey::SoftPasskey;

use crate::stage::{newcomer, newest_path, person};

/// A person's device, which remembers its last key and whose it is, as a key that finds itself does.
struct Device {
    soft: SoftPasskey,
    origin: Url,
    key: Value,
    user: Value,
}

/// What a form sends of a device's answer.
struct Reply {
    ceremony: String,
    passkey: String,
}

impl Reply {
    fn fields(&self) -> [(&str, &str); 2] {
        [("ceremony", &self.ceremony), ("passkey", &self.passkey)]
    }
}

impl Device {
    fn new(host: &str) -> Self {
        let origin = Url::parse(&format!("https://{host}")).unwrap();
        Self { soft: SoftPasskey::new(true), origin, key: Value::Null, user: Value::Null }
    }

    /// Makes a key.
    fn make(&mut self, asked: &Answer) -> Reply {
        let (ceremony, mut options) = read(asked);
        assert_eq!(options["authenticatorSelection"]["residentKey"], "required");
        // the soft device has none that find themselves, and otherwise says no
        options["authenticatorSelection"]["requireResidentKey"] = json!(false);
        self.user = options["user"]["id"].clone();
        let options: CreationChallengeResponse =
            serde_json::from_value(json!({ "publicKey": options })).unwrap();
        let made = self.soft.do_registration(self.origin.clone(), options).unwrap();
        let made = serde_json::to_value(made).unwrap();
        self.key = made["id"].clone();
        Reply { ceremony, passkey: made.to_string() }
    }

    /// Signs with the key.
    fn sign(&mut self, asked: &Answer) -> Reply {
        self.sign_when(asked, "required")
    }

    /// The same, its owner asked for finger, face or PIN, or not.
    fn sign_when(&mut self, asked: &Answer, verification: &str) -> Reply {
        let (ceremony, mut options) = read(asked);
        options["userVerification"] = json!(verification);
        options["allowCredentials"] = json!([{ "type": "public-key", "id": self.key }]);
        let options: RequestChallengeResponse =
            serde_json::from_value(json!({ "publicKey": options })).unwrap();
        let signed = self.soft.do_authentication(self.origin.clone(), options).unwrap();
        let mut signed = serde_json::to_value(signed).unwrap();
        signed["response"]["userHandle"] = self.user.clone();
        Reply { ceremony, passkey: signed.to_string() }
    }
}

fn read(asked: &Answer) -> (String, Value) {
    assert_eq!(asked.status, StatusCode::OK, "{}", asked.text);
    let mut asked: Value = serde_json::from_str(&asked.text).unwrap();
    (asked["ceremony"].as_str().unwrap().to_owned(), asked["options"].take())
}

const CHALLENGE: &str = "/account/passkeys/challenge";

/// Adds a key of the device to the account that is signed in by the cast's password.
async fn add(browser: &mut Browser, device: &mut Device, name: &str) -> Answer {
    let asked = browser.post(CHALLENGE, &[("key_present", PASSWORD)]).await;
    let reply = device.make(&asked);
    let [ceremony, passkey] = reply.fields();
    browser.post("/account/passkeys", &[("key_name", name), ceremony, passkey]).await
}

async fn ask(browser: &mut Browser) -> Answer {
    browser.post("/sign-in/passkey/challenge", &[]).await
}

async fn enter(browser: &mut Browser, device: &mut Device) -> Answer {
    let asked = ask(browser).await;
    let reply = device.sign(&asked);
    browser.post("/sign-in/passkey", &reply.fields()).await
}

async fn keys(world: &World, person: UserId) -> Vec<passkeys::Key> {
    let mut tx = world.db.read().await.unwrap();
    passkeys::of_person(&mut tx, world.harbor, person).await.unwrap()
}

fn is_refused(answer: &Answer, words: &str) {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text);
    assert!(answer.text.contains(words), "{}", answer.text);
}

#[tokio::test]
async fn a_key_of_the_account_page_signs_in_until_it_is_removed() {
    on_both_engines(async |world| {
        let (mut ben, mut phone) = (world.signed_in(world.ben).await, Device::new("harbor.test"));

        let guess = ben.post(CHALLENGE, &[("key_present", "a guess")]).await;
        is_refused(&guess, "not your password");
        let added = add(&mut ben, &mut phone, " My  phone ").await;
        assert_eq!((added.status, added.location()), (StatusCode::SEE_OTHER, "/account"));
        let key = keys(&world, world.ben).await.remove(0);
        assert_eq!((key.name.as_str(), key.last_used_at), ("My phone", None));

        let mut elsewhere = world.stranger();
        let entered = enter(&mut elsewhere, &mut phone).await;
        assert_eq!((entered.status, entered.location()), (StatusCode::SEE_OTHER, "/"), "{}", entered.text);
        assert!(elsewhere.get("/account").await.text.contains("My phone"));
        assert!(keys(&world, world.ben).await[0].last_used_at.is_some());

        let mut mia = world.signed_in(world.mia).await;
        let removal = format!("/account/passkeys/{}/removal", key.id);
        assert_eq!(mia.post(&removal, &[]).await.status, StatusCode::NOT_FOUND);
        assert_eq!(ben.post(&removal, &[]).await.location(), "/account");
        is_refused(&enter(&mut world.stranger(), &mut phone).await, "opens no account here");
        assert_eq!(ben.post(&removal, &[]).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn a_new_password_by_mail_takes_the_passkeys_away_when_asked_to() {
    on_both_engines(async |world| {
        let (mut ben, mut phone) = (world.signed_in(world.ben).await, Device::new("harbor.test"));
        add(&mut ben, &mut phone, "My phone").await;

        world.stranger().post("/reset", &[("login", "ben@demo.test")]).await;
        let path = newest_path(&world, world.ben, Kind::Reset).await.unwrap();
        let page = world.stranger().get(&path).await.text;
        assert!(page.contains("My phone") && page.contains("never used"), "{page}");
        world.stranger().post(&path, &[("password", "seven blue kites")]).await;
        let entered = enter(&mut world.stranger(), &mut phone).await;
        assert_eq!(entered.status, StatusCode::SEE_OTHER, "who forgot the password keeps the key");

        world.pass_minutes(6);
        world.stranger().post("/reset", &[("login", "ben@demo.test")]).await;
        let path = newest_path(&world, world.ben, Kind::Reset).await.unwrap();
        let weak = [("password", "12345678"), ("remove_passkeys", "true")];
        let refused = world.stranger().post(&path, &weak).await;
        is_refused(&refused, "My phone");
        assert!(refused.text.contains(r#"name="remove_passkeys" value="true" checked"#), "{}", refused.text);
        assert_eq!(keys(&world, world.ben).await.len(), 1);
        let set = [("password", "eight red kites"), ("remove_passkeys", "true")];
        assert_eq!(world.stranger().post(&path, &set).await.status, StatusCode::SEE_OTHER);
        assert!(keys(&world, world.ben).await.is_empty());
        is_refused(&enter(&mut world.stranger(), &mut phone).await, "opens no account here");
    })
    .await;
}

#[tokio::test]
async fn an_answer_is_taken_once_and_for_five_minutes() {
    on_both_engines(async |world| {
        let (mut ben, mut phone) = (world.signed_in(world.ben).await, Device::new("harbor.test"));
        add(&mut ben, &mut phone, "").await;
        let mut browser = world.stranger();

        let asked = ask(&mut browser).await;
        let reply = phone.sign(&asked);
        assert_eq!(browser.post("/sign-in/passkey", &reply.fields()).await.status, StatusCode::SEE_OTHER);
        is_refused(&world.stranger().post("/sign-in/passkey", &reply.fields()).await, "sent twice");

        let reply = phone.sign(&ask(&mut browser).await);
        world.pass_minutes(5);
        is_refused(&browser.post("/sign-in/passkey", &reply.fields()).await, "took too long");

        let asked = ask(&mut browser).await;
        let wrong = [("ceremony", read(&asked).0), ("passkey", "{}".to_owned())];
        let wrong = wrong.each_ref().map(|(name, value)| (*name, value.as_str()));
        is_refused(&browser.post("/sign-in/passkey", &wrong).await, "could not be used");
        let late = phone.sign(&asked);
        is_refused(&browser.post("/sign-in/passkey", &late.fields()).await, "sent twice");
    })
    .await;
}

#[tokio::test]
async fn an_answer_is_for_whom_and_for_what_it_was_asked() {
    on_both_engines(async |world| {
        let (mut ben, mut mia) = (world.signed_in(world.ben).await, world.signed_in(world.mia).await);
        let mut phone = Device::new("harbor.test");

        let asked = ben.post(CHALLENGE, &[("key_present", PASSWORD)]).await;
        let reply = phone.make(&asked);
        is_refused(&mia.post("/account/passkeys", &reply.fields()).await, "took too long");
        is_refused(&ben.post("/sign-in/passkey", &reply.fields()).await, "took too long");
        assert_eq!(ben.post("/account/passkeys", &reply.fields()).await.status, StatusCode::SEE_OTHER);

        // the key is Ben's, whoever the device says it is of
        phone.user = json!(data_encoding::BASE64URL_NOPAD.encode(world.mia.uuid().as_bytes()));
        is_refused(&enter(&mut world.stranger(), &mut phone).await, "opens no account here");
        assert!(keys(&world, world.mia).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_device_that_did_not_ask_for_finger_face_or_pin_opens_nothing() {
    on_both_engines(async |world| {
        let (mut ben, mut phone) = (world.signed_in(world.ben).await, Device::new("harbor.test"));
        add(&mut ben, &mut phone, "").await;
        let mut browser = world.stranger();

        let asked = ask(&mut browser).await;
        let reply = phone.sign_when(&asked, "discouraged");

        is_refused(&browser.post("/sign-in/passkey", &reply.fields()).await, "opens no account here");
    })
    .await;
}

#[tokio::test]
async fn a_key_of_one_organization_is_unknown_at_the_other() {
    on_both_engines(async |world| {
        let (mut dan, mut key) = (world.signed_in_at_oak(world.dan).await, Device::new("oak.test"));
        add(&mut dan, &mut key, "").await;
        assert_eq!(enter(&mut world.stranger_at_oak(), &mut key).await.status, StatusCode::SEE_OTHER);

        // a device that signs for whoever asks
        key.origin = Url::parse("https://harbor.test").unwrap();
        is_refused(&enter(&mut world.stranger(), &mut key).await, "opens no account here");
        let mut at_oak = world.stranger_at_oak();
        let of_oak = ask(&mut at_oak).await;
        key.origin = Url::parse("https://oak.test").unwrap();
        let reply = key.sign(&of_oak);
        is_refused(&world.stranger().post("/sign-in/passkey", &reply.fields()).await, "took too long");
    })
    .await;
}

#[tokio::test]
async fn an_archived_persons_key_opens_nothing() {
    on_both_engines(async |world| {
        let (mut ben, mut phone) = (world.signed_in(world.ben).await, Device::new("harbor.test"));
        add(&mut ben, &mut phone, "").await;
        let archived = in_tx!(world.db, ArchiveError, tx, {
            accounts::archive(tx, world.harbor, world.ben, world.amara).await
        });
        archived.unwrap();

        is_refused(&enter(&mut world.stranger(), &mut phone).await, "opens no account here");
    })
    .await;
}

#[tokio::test]
async fn who_activates_with_a_passkey_has_no_password_until_a_mailed_link_sets_one() {
    on_both_engines(async |world| {
        let noor = newcomer(&world, "Noor", Role::Instructor, Some("noor@demo.test")).await;
        invite(&world, noor).await;
        let path = newest_path(&world, noor, Kind::Activate).await.unwrap();
        let (mut browser, mut phone) = (world.stranger(), Device::new("harbor.test"));
        let terms = browser.get(&path).await.field("terms").unwrap().to_owned();

        let asked = browser.post(&format!("{path}/challenge"), &[]).await;
        let reply = phone.make(&asked);
        let [ceremony, passkey] = reply.fields();
        let filled = [("terms", terms.as_str()), ("zone", "Asia/Beirut"), ceremony, passkey];
        is_refused(&browser.post(&path, &filled).await, "needs your consent to the terms");
        let done = browser.post(&path, &[&filled[..], &[("accept", "true")]].concat()).await;
        assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, "/"), "{}", done.text);
        let told = person(&world, noor).await;
        assert_eq!((told.standing, told.has_password, told.has_passkey), (Standing::Active, false, true));

        let entered = enter(&mut world.stranger(), &mut phone).await;
        assert_eq!(entered.status, StatusCode::SEE_OTHER, "{}", entered.text);
        let by_password = [("login", "noor@demo.test"), ("password", "")];
        is_refused(&world.stranger().post("/sign-in", &by_password).await, "do not go together");
        assert!(browser.get("/account").await.text.contains("You have no password"));
        let removal = format!("/account/passkeys/{}/removal", keys(&world, noor).await[0].id);
        let kept = browser.post(&removal, &[]).await;
        assert_eq!(kept.status, StatusCode::CONFLICT);

        world.stranger().post("/reset", &[("login", "noor@demo.test")]).await;
        let reset = newest_path(&world, noor, Kind::Reset).await.unwrap();
        let set = browser.post(&reset, &[("password", "seven blue kites")]).await;
        assert_eq!(set.status, StatusCode::SEE_OTHER, "{}", set.text);
        assert_eq!(browser.post(&removal, &[]).await.location(), "/account");
    })
    .await;
}

async fn invite(world: &World, person: UserId) {
    let mut amara = world.signed_in(world.amara).await;
    let invited = amara.post(&format!("/people/{person}/invitation"), &[]).await;
    assert_eq!(invited.status, StatusCode::SEE_OTHER, "{}", invited.text);
}

#[tokio::test]
async fn a_parent_who_goes_on_as_their_student_leaves_the_students_keys_alone() {
    on_both_engines(async |world| {
        let mut carol = world.signed_in(world.carol).await;
        let on = carol.post(&format!("/family/students/{}", world.ben), &[]).await;
        assert_eq!(on.status, StatusCode::SEE_OTHER, "{}", on.text);

        assert!(!carol.get("/account").await.text.contains("Passkeys"));
        let asked = carol.post(CHALLENGE, &[("key_present", PASSWORD)]).await;
        assert_eq!(asked.status, StatusCode::NOT_FOUND);
        assert_eq!(carol.post("/account/passkeys", &[]).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn questions_are_not_asked_without_end_and_old_ones_are_swept_out() {
    on_both_engines(async |world| {
        let mut browser = world.stranger();
        let mut asked = 0;
        while ask(&mut browser).await.status == StatusCode::OK {
            asked += 1;
            assert!(asked < 100, "a stranger fills the store");
        }
        assert_eq!(ask(&mut browser).await.status, StatusCode::TOO_MANY_REQUESTS);

        world.pass_minutes(6);
        let swept = in_tx!(world.db, db::Error, tx, { passkeys::sweep(tx, 1_000).await }).unwrap();
        assert_eq!(swept, asked);

        world.pass_minutes(15);
        let (mut ben, mut phone) = (world.signed_in(world.ben).await, Device::new("harbor.test"));
        add(&mut ben, &mut phone, "").await;
        for _ in 0..=asked {
            assert_eq!(enter(&mut world.stranger(), &mut phone).await.status, StatusCode::SEE_OTHER);
        }
    })
    .await;
}
