//! Who may see All Users at all.

use axum::http::{Method, StatusCode};
use testkit::on_both_engines;
use web::Act;

#[tokio::test]
async fn all_users_exists_for_admins_alone() {
    on_both_engines(async |world| {
        let rows: Vec<_> = world.rows.iter().filter(|row| row.act == Act::ManagePeople).cloned().collect();
        assert!(rows.len() >= 14);
        for person in [world.ada, world.ben, world.carol] {
            let mut browser = world.signed_in(person).await;
            for row in &rows {
                let path = row.path.replace("{id}", &world.mia.to_string());
                let answer = browser.ask(row.method.clone(), &path).await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{} {path}", row.method);
            }
        }
        for row in &rows {
            let path = row.path.replace("{id}", &world.mia.to_string());
            let answer = world.stranger().ask(row.method.clone(), &path).await;
            let expected = format!("/sign-in?next={path}");
            let expected = if row.method == Method::GET { expected.as_str() } else { "/sign-in" };
            assert_eq!(answer.location(), expected, "{} {path}", row.method);
        }
    })
    .await;
}
