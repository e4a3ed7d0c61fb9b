//! What is allowed, in tables: a new edge is a visible line here.

/// Crate, and the crates of the workspace its program text may use. `testkit` is for tests alone.
pub const CRATES: &[(&str, &[&str])] = &[
    ("kernel", &[]),
    ("db", &["kernel"]),
    ("web", &["kernel", "db"]),
    ("people", &["kernel", "db", "web"]),
    ("ledger", &["kernel", "db"]),
    ("teaching", &["kernel", "db", "web", "people", "ledger"]),
    ("room", &["kernel"]),
    ("media", &["kernel"]),
    ("live", &["kernel", "db", "web", "people", "teaching", "room", "media"]),
    ("talk", &["kernel", "db", "web", "people", "teaching", "live"]),
    ("office", &["kernel", "db", "web", "people", "teaching", "ledger"]),
    (
        "nacre",
        &["kernel", "db", "web", "people", "ledger", "teaching", "room", "media", "live", "talk", "office"],
    ),
    (
        "testkit",
        &["kernel", "db", "web", "people", "ledger", "teaching", "room", "media", "live", "talk", "office"],
    ),
    ("xtask", &[]),
];

/// The product's areas: a folder per feature.
pub const AREAS: &[&str] = &["people", "teaching", "live", "talk", "office"];

/// Area, feature, and the features of the same area it may use. A feature without a line uses none.
/// Must stay free of cycles; a test says so.
pub const FEATURES: &[(&str, &str, &[&str])] = &[
    ("people", "accounts", &["audit", "links"]),
    ("people", "organizations", &["absence_reasons"]),
    ("people", "families", &["accounts"]),
    ("people", "teaching_pairs", &["accounts"]),
    ("people", "invitations", &["accounts", "activations", "families", "organizations", "teaching_pairs"]),
    ("people", "sign_in", &["accounts", "families", "links"]),
    ("people", "switching", &["accounts", "audit", "families", "sign_in"]),
    ("people", "directory", &["organizations", "sign_in"]),
    ("people", "resets", &["accounts", "activations", "links", "passkeys", "sign_in"]),
    ("people", "passkeys", &["accounts", "audit", "sign_in"]),
    ("people", "activations", &["accounts", "links", "organizations", "passkeys", "sign_in"]),
    ("people", "profiles", &["accounts", "audit", "families", "teaching_pairs"]),
    ("people", "own_account", &["accounts", "passkeys", "profiles", "sign_in"]),
    (
        "people",
        "all_users",
        &["accounts", "activations", "audit", "families", "links", "profiles", "sign_in", "teaching_pairs"],
    ),
    ("people", "groups", &["accounts", "audit"]),
    (
        "people",
        "imports",
        &["accounts", "activations", "audit", "families", "links", "profiles", "sign_in", "teaching_pairs"],
    ),
    ("teaching", "sessions", &["availability", "presence", "programs", "reminders", "series"]),
    ("teaching", "reports", &["programs", "sessions"]),
    ("teaching", "calendar", &["lists", "requests", "sessions"]),
    ("teaching", "lists", &["requests", "sessions"]),
    ("teaching", "requests", &["availability", "programs", "sessions"]),
    ("teaching", "instructors", &["availability", "programs", "requests", "sessions"]),
    ("teaching", "on_demand", &["programs", "requests", "sessions"]),
    ("live", "joining", &["seats"]),
    ("live", "boards", &["journal", "sockets"]),
    ("live", "boards_page", &["classroom", "journal", "sockets"]),
    ("live", "classroom", &["boards", "journal", "recordings", "seats", "sockets", "talking"]),
    ("live", "portfolio", &["classroom", "seats"]),
    ("live", "look", &["portfolio"]),
    ("live", "surveys", &["classroom", "seats"]),
    ("live", "replay", &["journal", "recordings", "talking"]),
    ("talk", "mails", &["messages", "notifications", "post"]),
    ("talk", "preferences", &["mails"]),
    ("talk", "mail_texts", &["mails"]),
    ("talk", "deliveries", &["mails", "post", "preferences"]),
    ("talk", "demo_mail", &["post"]),
    ("office", "closures", &["trail"]),
    ("office", "absence_reasons", &["trail"]),
    ("office", "profile_fields", &["trail"]),
    ("office", "organization", &["trail"]),
    ("office", "bookable", &["trail"]),
    ("office", "cancellation", &["trail"]),
    ("office", "configuration", &["trail"]),
    ("office", "requests", &["trail"]),
    ("office", "locations", &["trail"]),
];

/// Files of an area that stand above its features and may use them all; no feature may use these.
pub const ABOVE_FEATURES: &[&str] = &["lib", "listeners", "worker"];

/// Files that may say on their own word which organization's rows are meant (`Scope::trusted`).
/// Each stands where a person, a link or a job has just been checked to belong to it.
pub const TRUSTED: &[&str] = &[
    "crates/db/src/scope.rs",
    "crates/db/src/outbox.rs",
    // a person who signed in, or the host that was asked
    "crates/web/src/viewer.rs",
    "crates/web/src/tenant.rs",
    // jobs of the server over all organizations: sessions due to close, reminders and mails due to go
    "crates/teaching/src/sessions/store/mod.rs",
    "crates/teaching/src/reminders/store.rs",
    "crates/teaching/src/reports/store/reminders.rs",
    "crates/teaching/src/requests/store.rs",
    "crates/talk/src/deliveries/store.rs",
    // and recordings to close or to erase
    "crates/live/src/recordings/store.rs",
    // copies of recordings to make
    "crates/live/src/recordings/copying/store.rs",
    // commands of whoever runs the server
    "crates/nacre/src/admin.rs",
    "crates/nacre/src/check.rs",
    "crates/nacre/src/demo/seed.rs",
];

/// Files of an area beside `routes` that stand in the way of every request and so know the web.
pub const LAYERS: &[&str] = &["crates/talk/src/post/kick.rs"];

/// Tables with a second writer, and who that is.
pub const SHARED_TABLES: &[(&str, &str)] = &[
    // the row that makes two bookings of one person wait for each other
    ("people", "teaching/sessions"),
];
