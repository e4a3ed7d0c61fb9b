//! What the mail server said about a person's mails. Read here, written by the area that mails.

use db::{Result, Scope, Tx, sql};
use kernel::{Timestamp, UserId};

db::row! {
    /// The newest mail about a person's account.
    #[derive(Debug, Clone)]
    pub struct AccountMail {
        /// `invitation`, `reset`, `set password`.
        pub kind: String,
        /// `queued`, `sent`, `undelivered`, `dropped`.
        pub state: String,
        pub last_error: Option<String>,
        pub created_at: Timestamp,
    }
}

/// The newest mail about the person's account, when there was one.
pub async fn account_mail(tx: &mut Tx, scope: Scope, person: UserId) -> Result<Option<AccountMail>> {
    tx.opt(
        sql!(
            "SELECT kind, state, last_error, created_at FROM deliveries
              WHERE org_id = $1 AND recipient_id = $2 AND kind IN ('invitation', 'reset', 'set password')
              ORDER BY created_at DESC, id DESC LIMIT 1"
        ),
        &[&scope.org(), &person],
    )
    .await
}

/// The people of a page whose newest account mail could not be delivered.
pub async fn undelivered(tx: &mut Tx, scope: Scope, people: &[UserId]) -> Result<Vec<UserId>> {
    let org = scope.org();
    let mut values: Vec<&dyn db::Bind> = vec![&org];
    values.extend(people.iter().map(|id| id as &dyn db::Bind));
    let found: Vec<(UserId,)> = tx
        .all_listed(
            sql!(
                "SELECT DISTINCT d.recipient_id FROM deliveries d
                  WHERE d.org_id = $1 AND d.recipient_id IN ($list) AND d.state = 'undelivered'
                    AND d.kind = 'invitation' AND NOT EXISTS
                        (SELECT 1 FROM deliveries n
                          WHERE n.org_id = d.org_id AND n.recipient_id = d.recipient_id
                            AND n.kind = 'invitation' AND n.created_at > d.created_at)"
            ),
            1,
            &values,
        )
        .await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}
