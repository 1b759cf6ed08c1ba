//! People who are signed in already: their rows are written straight into the database, so that thousands of sign-ins
//! need no thousands of emails.

use std::io;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::access::{ConversationId, DeviceId, NetworkId, OrganisationId, PersonId};
use domain::account::door::SessionKey;
use domain::affiliation::model::OPEN_END;
use domain::chat::model::LARGE;
use platform::clock::Clock;
use platform::db::{Db, Tx};
use platform::ids::Chance;

/// Rows of one statement.
const CHUNK: usize = 500;
/// How long the sessions live: longer than any run.
const DAY: i64 = 24 * 60 * 60 * 1000;

/// Somebody at work.
#[derive(Clone, Debug)]
pub struct Person {
    /// Who.
    pub id: PersonId,
    /// What their browser shows.
    pub cookie: String,
}

/// A way to get an organisation with people and conversations.
pub struct Staff {
    db: Db,
    organisation: OrganisationId,
    now: i64,
}

/// Trouble as the terminal shows it.
pub fn trouble(error: impl std::error::Error + Send + Sync + 'static) -> io::Error {
    io::Error::other(error)
}

impl Staff {
    /// An organisation of its own in `db`.
    pub async fn new(db: &Db) -> io::Result<Self> {
        let now = Clock::Machine.now();
        let (network, organisation) = (NetworkId(Chance::Machine.id(now)), OrganisationId(Chance::Machine.id(now)));
        let mut tx = db.write().await.map_err(trouble)?;
        tx.query("INSERT INTO network (id, name) VALUES ($1, 'Bench')").bind(network).execute().await.map_err(trouble)?;
        tx.query("INSERT INTO organisation (id, network_id, name) VALUES ($1, $2, 'Bench')")
            .bind(organisation)
            .bind(network)
            .execute()
            .await
            .map_err(trouble)?;
        tx.query(
            "INSERT INTO organisation_setting (organisation_id, name, version, value, changed_at)
             VALUES ($1, 'idle_seconds', 1, '300', $2)",
        )
        .bind(organisation)
        .bind(now)
        .execute()
        .await
        .map_err(trouble)?;
        tx.commit().await.map_err(trouble)?;
        Ok(Self { db: db.clone(), organisation, now })
    }

    /// So many people, each signed in and unlocked on one device.
    pub async fn people(&self, count: usize) -> io::Result<Vec<Person>> {
        let people: Vec<Person> = (0..count).map(|_| Person { id: PersonId(self.id()), cookie: String::new() }).collect();
        let mut tx = self.db.write().await.map_err(trouble)?;
        let mut signed_in = Vec::with_capacity(count);
        for chunk in people.chunks(CHUNK) {
            self.write_people(&mut tx, chunk).await.map_err(trouble)?;
            signed_in.extend(self.sign_in(&mut tx, chunk).await.map_err(trouble)?);
        }
        tx.commit().await.map_err(trouble)?;
        Ok(signed_in)
    }

    /// Signs in somebody who exists already.
    pub async fn sign_in_known(&self, id: PersonId) -> io::Result<Person> {
        let mut tx = self.db.write().await.map_err(trouble)?;
        let people = self.sign_in(&mut tx, &[Person { id, cookie: String::new() }]).await.map_err(trouble)?;
        tx.commit().await.map_err(trouble)?;
        people.into_iter().next().ok_or_else(|| io::Error::other("nobody"))
    }

    async fn write_people(&self, tx: &mut Tx, people: &[Person]) -> platform::db::Result<()> {
        const INSERT: (&str, usize, &str) =
            ("INSERT INTO person (id, home_id, email, name, sort_name, role, grade, specialty, created_at, profiled_at) VALUES", 10, "");
        let mut query = tx.query_rows(INSERT, people.len());
        for person in people {
            let name = format!("Nurse {}", person.id.0.simple());
            query = query.bind(person.id).bind(self.organisation).bind(format!("{}@bench.example", person.id.0.simple()));
            query = query
                .bind(name.clone())
                .bind(name.to_lowercase())
                .bind("Staff nurse")
                .bind("Band 5")
                .bind("")
                .bind(self.now)
                .bind(self.now);
        }
        query.execute().await?;
        tx.query(
            "INSERT INTO affiliation (organisation_id, person_id, level, visible, sort_name, from_at, until_at)
             SELECT p.home_id, p.id, 'person', TRUE, p.sort_name, p.created_at, $2 FROM person p
             WHERE p.home_id = $1 AND NOT EXISTS (SELECT 1 FROM affiliation a WHERE a.person_id = p.id)",
        )
        .bind(self.organisation)
        .bind(OPEN_END)
        .execute()
        .await?;
        Ok(())
    }

    async fn sign_in(&self, tx: &mut Tx, people: &[Person]) -> platform::db::Result<Vec<Person>> {
        const DEVICE: (&str, usize, &str) = (
            "INSERT INTO device (id, person_id, name, version, pin_hash, locked, active_at, seen_at, created_at, unlocked_at, queue_key) VALUES",
            11,
            "",
        );
        let devices: Vec<DeviceId> = people.iter().map(|_| DeviceId(self.id())).collect();
        let mut query = tx.query_rows(DEVICE, people.len());
        for (person, device) in people.iter().zip(&devices) {
            // Open already: no PIN is asked for, and none has this digest.
            query = query.bind(*device).bind(person.id).bind("Bench").bind("0").bind("none").bind(false);
            query = query.bind(self.now).bind(self.now).bind(self.now).bind(self.now).bind("");
        }
        query.execute().await?;
        let tokens: Vec<String> = people.iter().map(|_| URL_SAFE_NO_PAD.encode(Chance::Machine.bytes::<16>())).collect();
        let mut query = tx.query_rows(("INSERT INTO session (id, device_id, data, expires_at) VALUES", 4, ""), people.len());
        for (token, device) in tokens.iter().zip(&devices) {
            query = query.bind(SessionKey::of(token).as_str().to_owned()).bind(*device).bind("{}").bind(self.now + DAY);
        }
        query.execute().await?;
        let cookies = tokens.into_iter().map(|token| format!("__Host-pando={token}"));
        Ok(people.iter().zip(cookies).map(|(person, cookie)| Person { id: person.id, cookie }).collect())
    }

    /// A conversation for each of these groups of people; two people talk directly.
    pub async fn conversations(&self, groups: &[Vec<PersonId>]) -> io::Result<Vec<ConversationId>> {
        let mut tx = self.db.write().await.map_err(trouble)?;
        let mut made = Vec::with_capacity(groups.len());
        for people in groups {
            made.push(self.conversation(&mut tx, people).await.map_err(trouble)?);
        }
        tx.commit().await.map_err(trouble)?;
        Ok(made)
    }

    async fn conversation(&self, tx: &mut Tx, people: &[PersonId]) -> platform::db::Result<ConversationId> {
        let id = ConversationId(self.id());
        let direct = people.len() == 2;
        let large = i64::try_from(people.len()).is_ok_and(|many| many > LARGE);
        let pair = direct.then(|| format!("{}:{}", people[0].min(people[1]), people[0].max(people[1])));
        tx.query(
            "INSERT INTO conversation (id, organisation_id, kind, title, history, pair, members, large, last_at, created_by, created_at)
             VALUES ($1, $2, $3, $4, 'all', $5, $6, $9, $7, $8, $7)",
        )
        .bind(id)
        .bind(self.organisation)
        .bind(if direct { "direct" } else { "group" })
        .bind(if direct { "" } else { "Room" })
        .bind(pair)
        .bind(i64::try_from(people.len()).unwrap_or(0))
        .bind(self.now)
        .bind(people[0])
        .bind(large)
        .execute()
        .await?;
        let insert = ("INSERT INTO membership (conversation_id, person_id, role, joined_at, activity_at, large) VALUES", 6, "");
        for chunk in people.chunks(CHUNK) {
            let mut query = tx.query_rows(insert, chunk.len());
            for person in chunk {
                query = query.bind(id).bind(*person).bind("member").bind(self.now).bind(self.now).bind(large);
            }
            query.execute().await?;
        }
        Ok(id)
    }

    fn id(&self) -> uuid::Uuid {
        Chance::Machine.id(self.now)
    }
}

/// Says that everybody was active just now, so that a long run is not locked out.
pub async fn keep_awake(db: &Db) -> io::Result<()> {
    let now = Clock::Machine.now();
    let mut tx = db.write().await.map_err(trouble)?;
    tx.query("UPDATE device SET active_at = $1, unlocked_at = $1").bind(now).execute().await.map_err(trouble)?;
    tx.commit().await.map_err(trouble)
}
