//! Words that only one organization or one family may read never show up on anyone else's page or mail.

use std::collections::BTreeSet;

use db::in_tx;
use kernel::{Role, SessionId, UserId, Zone};
use people::accounts::{self, Activation, NewPerson};
use people::{families, organizations, teaching_pairs};
use teaching::programs::{self, Draft, FeePer};
use teaching::sessions::{self, CancelError};
use testkit::{Browser, World};

use crate::house::{mail_everything, on_both_engines};

/// Known to Dora, her daughter Eli, their instructor Ivan and the admin.
const FIELD_FAMILY: [&str; 6] =
    ["zqfieldparent", "zqfieldchild", "zqfieldsubject", "zqfieldabout", "zqfieldreason", "zqfieldfile"];
/// Known to Carol, Mia, their instructor Ada and the admin.
const CHEN_FAMILY: [&str; 5] = ["zqchensubject", "zqchenabout", "zqchenreason", "zqchengift", "zqchenfile"];
/// Known at Oak alone.
const OAK: [&str; 6] =
    ["zqoakprogram", "zqoaksubject", "zqoakabout", "zqoakreason", "zqoakterms", "zqoakfile"];
/// Known at Harbor alone.
const HARBOR: [&str; 2] = ["zqharborprogram", "zqharborterms"];
/// What each organization is called and where it helps: everyone there may read it, nobody elsewhere.
const OAK_ITSELF: [&str; 2] = ["oak learning", "help@oak.test"];
const HARBOR_ITSELF: [&str; 2] = ["harbor tutoring", "help@harbor.test"];
/// For admins: what a program costs, what its instructor earns, and what is noted there.
const ADMIN_NOTES: [&str; 3] = ["zqharbornotes", "7654.32", "6543.21"];

struct Town {
    world: World,
    dora: UserId,
    eli: UserId,
    things: Vec<String>,
}

impl Town {
    async fn found(world: World) -> Self {
        let dora = add(&world, "zqfieldparent", Role::Parent).await;
        let eli = add(&world, "zqfieldchild", Role::Student).await;
        let (harbor, oak) = (world.harbor, world.oak);
        let gift = ledger::Credits::new(2).unwrap();
        let program = in_tx!(world.db, db::Error, tx, {
            families::link(tx, harbor, dora, eli).await?;
            teaching_pairs::assign(tx, harbor, world.ivan, eli).await?;
            let program = programs::create(tx, harbor, &draft("zqharborprogram", "zqharbornotes")).await?;
            programs::create(tx, oak, &draft("zqoakprogram", "zqoaknotes")).await?;
            organizations::publish_terms(tx, harbor, "The terms: zqharborterms").await?;
            organizations::publish_terms(tx, oak, "The terms: zqoakterms").await?;
            ledger::grant(tx, harbor, world.mia, gift, "zqchengift", Some(world.amara)).await?;
            Ok(program)
        })
        .unwrap();
        let things = vec![dora.to_string(), eli.to_string(), program.to_string()];
        let mut town = Self { world, dora, eli, things };
        let (ada, ivan, olga) = (town.world.ada, town.world.ivan, town.world.olga);
        town.teach(harbor, ada, town.world.mia, "zqchen").await;
        town.teach(harbor, ivan, eli, "zqfield").await;
        town.teach(oak, olga, town.world.dan, "zqoak").await;
        town
    }

    /// A session that was called off and one that is live, with words of this family's.
    async fn teach(&mut self, scope: db::Scope, instructor: UserId, student: UserId, family: &str) {
        let world = &self.world;
        let viewer = testkit::viewer_in(&world.db, scope, instructor).await;
        let program = if scope == world.oak { world.oak_program } else { world.algebra };
        for round in ["called off", "live"] {
            let press = sessions::Start {
                subject: format!("{family}subject"),
                description: format!("{family}about"),
                program,
                ..world.press(student, &format!("{family} {round}"))
            };
            let key = world.app.key();
            let started = in_tx!(world.db, sessions::StartError, tx, {
                sessions::start(tx, key, &viewer, &press).await
            });
            let session: SessionId = started.unwrap().session;
            mail_everything(world).await;
            if round == "called off" {
                let why = format!("{family}reason");
                in_tx!(world.db, CancelError, tx, { sessions::cancel(tx, &viewer, session, &why).await })
                    .unwrap();
                mail_everything(world).await;
            }
            if round == "live" {
                self.share(scope, student, session, &format!("{family}file")).await;
            }
            self.things.push(session.to_string());
        }
        self.things.push(program.to_string());
        self.things.extend([instructor.to_string(), student.to_string()]);
    }

    /// A file of the student's portfolio, brought into their session.
    async fn share(&self, scope: db::Scope, student: UserId, session: SessionId, name: &str) {
        let world = &self.world;
        let mut browser = if scope == world.oak {
            world.signed_in_at_oak(student).await
        } else {
            world.signed_in(student).await
        };
        let headers = [("content-type", "application/pdf"), ("x-file-name", name)];
        let address = format!("/classroom/{session}/files");
        let shared = browser.send_bytes(&address, &headers, b"%PDF-1.7".to_vec()).await;
        assert_eq!(shared.status, 201, "{}", shared.text);
    }

    /// Every page the program has, with every thing of the town in it.
    fn pages(&self) -> BTreeSet<String> {
        let mut pages = BTreeSet::from(["/sessions?when=past".to_owned()]);
        for row in self.world.rows.iter().filter(|row| row.method == "GET") {
            // the demonstration's mailbox shows an organization's mails to everyone, on purpose
            if row.path.starts_with("/demo") {
                continue;
            }
            match row.path.split_once('{') {
                None => drop(pages.insert(row.path.to_owned())),
                Some((before, rest)) => {
                    let after = rest.split_once('}').map_or("", |(_, after)| after);
                    pages.extend(self.things.iter().map(|thing| format!("{before}{thing}{after}")));
                }
            }
        }
        pages
    }

    /// All that one browser can be shown.
    async fn all_it_sees(&self, mut browser: Browser) -> String {
        let mut seen = String::new();
        for page in self.pages() {
            seen.push_str(&browser.get(&page).await.text.to_lowercase());
        }
        seen
    }
}

fn draft(title: &str, notes: &str) -> Draft {
    Draft {
        title: title.to_owned(),
        billable_default: None,
        session_fee: 765_432,
        instructor_fee: 654_321,
        fee_per: FeePer::Session,
        currency: "USD".to_owned(),
        notes: notes.to_owned(),
    }
}

async fn add(world: &World, name: &str, role: Role) -> UserId {
    let hash = people::sign_in::hash_password(testkit::PASSWORD).await.unwrap();
    in_tx!(world.db, db::Error, tx, {
        let new = NewPerson {
            first_name: name.parse().unwrap(),
            last_name: "Field".parse().unwrap(),
            email: Some(format!("{name}@demo.test").parse().unwrap()),
            username: None,
            roles: [role].into_iter().collect(),
            zone: Zone::UTC,
            under_13: false,
        };
        let id = accounts::add(tx, world.harbor, new, None).await.unwrap();
        let terms = organizations::current_terms(tx, world.harbor).await?;
        let how = Activation::Command;
        accounts::activate(tx, world.harbor, id, how, terms.id, Some(hash.clone()), None).await.unwrap();
        Ok(id)
    })
    .unwrap()
}

fn found(seen: &str, words: &[&[&str]]) -> Vec<String> {
    words.concat().into_iter().filter(|word| seen.contains(word)).map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_shows_another_familys_or_organizations_words() {
    on_both_engines(async |world| {
        let town = Town::found(world).await;
        let world = &town.world;
        let of_oak = town.all_it_sees(world.signed_in_at_oak(world.olga).await).await;
        let dan = town.all_it_sees(world.signed_in_at_oak(world.dan).await).await;
        let nothing_of_harbor: [&[&str]; 5] =
            [&HARBOR, &HARBOR_ITSELF, &FIELD_FAMILY, &CHEN_FAMILY, &ADMIN_NOTES[..1]];
        let mut wrong = Vec::new();
        for (name, seen) in [("olga", &of_oak), ("dan", &dan)] {
            wrong.push((name, found(seen, &nothing_of_harbor)));
        }
        let people: [(&str, UserId, Vec<&[&str]>); 7] = [
            ("amara", world.amara, vec![&OAK, &OAK_ITSELF]),
            ("ada", world.ada, vec![&OAK, &OAK_ITSELF, &FIELD_FAMILY, &ADMIN_NOTES]),
            ("ivan", world.ivan, vec![&OAK, &OAK_ITSELF, &CHEN_FAMILY, &ADMIN_NOTES]),
            ("mia", world.mia, vec![&OAK, &OAK_ITSELF, &FIELD_FAMILY, &ADMIN_NOTES]),
            ("carol", world.carol, vec![&OAK, &OAK_ITSELF, &FIELD_FAMILY, &ADMIN_NOTES]),
            ("dora", town.dora, vec![&OAK, &OAK_ITSELF, &CHEN_FAMILY, &ADMIN_NOTES]),
            ("eli", town.eli, vec![&OAK, &OAK_ITSELF, &CHEN_FAMILY, &ADMIN_NOTES]),
        ];
        for (name, person, foreign) in people {
            let seen = town.all_it_sees(world.signed_in(person).await).await;
            assert!(
                seen.contains("zqfieldsubject") || seen.contains("zqchensubject"),
                "{name} sees their own"
            );
            wrong.push((name, found(&seen, &foreign)));
        }
        let nobody = town.all_it_sees(world.stranger()).await;
        wrong.push((
            "nobody",
            found(&nobody, &[&OAK, &OAK_ITSELF, &HARBOR, &FIELD_FAMILY, &CHEN_FAMILY, &ADMIN_NOTES]),
        ));

        let admin = town.all_it_sees(world.signed_in(world.amara).await).await;
        assert_eq!(found(&admin, &[&ADMIN_NOTES]), ADMIN_NOTES, "an admin sees what is for admins");
        assert!(
            of_oak.contains("zqoaksubject")
                && of_oak.contains("zqoakprogram")
                && of_oak.contains("zqoakfile")
        );
        wrong.retain(|(_, words)| !words.is_empty());
        assert_eq!(wrong, []);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_mail_tells_another_familys_or_organizations_words() {
    on_both_engines(async |world| {
        let town = Town::found(world).await;
        let harbor = town.world.mailbox.all_of(town.world.harbor.org()).await;
        let oak = town.world.mailbox.all_of(town.world.oak.org()).await;
        let mut wrong = Vec::new();

        for mail in harbor.iter().chain(&oak) {
            let all = format!("{mail:?}").to_lowercase();
            let foreign: Vec<&[&str]> = if mail.org == town.world.oak.org() {
                vec![&HARBOR, &HARBOR_ITSELF, &FIELD_FAMILY, &CHEN_FAMILY, &ADMIN_NOTES]
            } else if mail.to.contains("zqfield") {
                vec![&OAK, &OAK_ITSELF, &CHEN_FAMILY, &ADMIN_NOTES]
            } else if mail.to.contains("mia@") || mail.to.contains("carol@") || mail.to.contains("ada@") {
                vec![&OAK, &OAK_ITSELF, &FIELD_FAMILY, &ADMIN_NOTES]
            } else {
                vec![&OAK, &OAK_ITSELF, &CHEN_FAMILY, &ADMIN_NOTES]
            };
            let words = found(&all, &foreign);
            if !words.is_empty() {
                wrong.push((mail.to.clone(), words));
            }
        }

        let to = |who: &str| harbor.iter().filter(|mail| mail.to.contains(who)).count();
        assert!(
            to("mia@") >= 2 && to("carol@") >= 2 && to("zqfieldparent@") >= 2,
            "each family is written to"
        );
        assert!(harbor.iter().all(|mail| mail.calendar.is_some()) && !oak.is_empty());
        assert_eq!(wrong, []);
    })
    .await;
}
