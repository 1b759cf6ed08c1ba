//! Allow-listed domains, one-time codes, and the person they lead to.

use platform::db::{Result, Sql, Tx};
use uuid::Uuid;

use crate::access::{Allows, Level, Oneself, OrganisationId, Permit, PersonId, SiteId, Timestamp, WardId};
use crate::account::model::deed::Introduce;
use crate::account::model::{Deed, Profile, allows};
use crate::account::settings::Choice;

/// Which organisation an address belongs to.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct MailDomain {
    pub domain: String,
    pub organisation_id: OrganisationId,
    pub subdomains: bool,
}

/// How many domains of an address are looked at: itself and five of its parents.
pub const DOMAINS: usize = 6;

/// The rules for these domains, the longest first.
pub async fn list_mail_domains(tx: &mut Tx, domains: [&str; DOMAINS]) -> Result<Vec<MailDomain>> {
    let mut query = tx.query(
        // The nearest rule first: it is the one that decides.
        "SELECT domain, organisation_id, subdomains FROM mail_domain
         WHERE domain IN ($1, $2, $3, $4, $5, $6) ORDER BY length(domain) DESC",
    );
    for domain in domains {
        query = query.bind(domain.to_owned());
    }
    query.fetch_all().await
}

/// Keeps everybody else who asks for a code at one of these domains waiting until this is done, at whatever server.
pub async fn hold_mail_domains(tx: &mut Tx, domains: [&str; DOMAINS]) -> Result<()> {
    let guard = Sql::Differs {
        // Whoever writes there is alone.
        sqlite: "SELECT domain FROM mail_domain WHERE domain IN ($1, $2, $3, $4, $5, $6)",
        postgres: "SELECT domain FROM mail_domain WHERE domain IN ($1, $2, $3, $4, $5, $6) ORDER BY domain FOR NO KEY UPDATE",
    };
    let query = domains.iter().fold(tx.query(guard), |query, domain| query.bind((*domain).to_owned()));
    query.fetch_all::<(String,)>().await.map(drop)
}

/// What decides how somebody comes in.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Known {
    pub id: PersonId,
    pub profiled_at: Option<Timestamp>,
    /// Whether they belong anywhere now.
    pub belongs: bool,
}

/// Whoever has this address.
pub async fn find_by_email(tx: &mut Tx, email: &str, now: Timestamp) -> Result<Option<Known>> {
    tx.query(
        "SELECT p.id, p.profiled_at, p.left_at IS NULL AND EXISTS (
           SELECT 1 FROM affiliation a WHERE a.person_id = p.id AND a.from_at <= $2 AND a.until_at > $2) AS belongs
         FROM person p WHERE p.email = $1",
    )
    .bind(email.to_owned())
    .bind(now)
    .fetch_optional()
    .await
}

/// When a code was asked for, by which browser, from which network.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Ask {
    pub sent_at: Timestamp,
    pub browser: Uuid,
    pub network: String,
}

/// Who asked for the newest codes for an address, newest first.
pub async fn list_asks(tx: &mut Tx, email: &str, since: Timestamp) -> Result<Vec<Ask>> {
    tx.query("SELECT sent_at, browser, network FROM code WHERE email = $1 AND sent_at > $2 ORDER BY sent_at DESC LIMIT 200")
        .bind(email.to_owned())
        .bind(since)
        .fetch_all()
        .await
}

/// A new code voids the one that the same browser asked for before. Nobody else's: they are waiting for their mail.
pub async fn void_code(tx: &mut Tx, id: Uuid, now: Timestamp) -> Result<u64> {
    tx.query("UPDATE code SET void_at = $2 WHERE id = $1 AND used_at IS NULL AND void_at IS NULL").bind(id).bind(now).execute().await
}

/// A code as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Code {
    pub id: Uuid,
    pub email: String,
    pub browser: Uuid,
    pub network: String,
    pub kind: String,
    pub code_hash: String,
    pub tries: i64,
    pub sent_at: Timestamp,
    pub expires_at: Timestamp,
}

/// Keeps a new code.
pub async fn insert_code(tx: &mut Tx, code: &Code) -> Result<u64> {
    tx.query(
        "INSERT INTO code (id, email, browser, network, kind, code_hash, tries, sent_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(code.id)
    .bind(code.email.clone())
    .bind(code.browser)
    .bind(code.network.clone())
    .bind(code.kind.clone())
    .bind(code.code_hash.clone())
    .bind(code.tries)
    .bind(code.sent_at)
    .bind(code.expires_at)
    .execute()
    .await
}

/// Counts a try of a code that still counts, before the code is looked at: parallel guesses are all counted. A code
/// from the future is none: a clock that was set back must not make it live longer.
pub async fn try_code(tx: &mut Tx, id: Uuid, most: i64, now: Timestamp) -> Result<Option<Code>> {
    tx.query(
        "UPDATE code SET tries = tries + 1
         WHERE id = $1 AND used_at IS NULL AND void_at IS NULL AND tries < $2 AND expires_at > $3 AND sent_at <= $4
         RETURNING id, email, browser, network, kind, code_hash, tries, sent_at, expires_at",
    )
    .bind(id)
    .bind(most)
    .bind(now)
    .bind(now.plus(60_000))
    .fetch_optional()
    .await
}

/// Another address came: no code that was sent to the one before works any more.
pub async fn void_codes_of(tx: &mut Tx, email: &str, now: Timestamp) -> Result<u64> {
    tx.query("UPDATE code SET void_at = $2 WHERE email = $1 AND used_at IS NULL AND void_at IS NULL")
        .bind(email.to_owned())
        .bind(now)
        .execute()
        .await
}

/// A code works once.
pub async fn use_code(tx: &mut Tx, id: Uuid, now: Timestamp) -> Result<u64> {
    tx.query("UPDATE code SET used_at = $2 WHERE id = $1 AND used_at IS NULL").bind(id).bind(now).execute().await
}

/// Forgets codes nobody can use any more.
pub async fn forget_codes(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    tx.query("DELETE FROM code WHERE sent_at < $1").bind(before).execute().await
}

/// Somebody whose address was proved for the first time; nothing when there is one already. Where they belong is written beside it.
pub async fn insert_arrival(tx: &mut Tx, id: PersonId, home: OrganisationId, email: &str, now: Timestamp) -> Result<u64> {
    tx.query(
        // Two codes for one address may be entered at the same moment: the second leads to the person that the first one made.
        "INSERT INTO person (id, home_id, email, name, sort_name, role, grade, specialty, created_at)
         VALUES ($1, $2, $3, '', '', '', '', '', $4) ON CONFLICT (email) DO NOTHING",
    )
    .bind(id)
    .bind(home)
    .bind(email.to_owned())
    .bind(now)
    .execute()
    .await
}

/// A ward of an organisation, with what it is called.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Place {
    pub ward_id: WardId,
    pub ward_name: String,
    pub site_id: SiteId,
    pub site_name: String,
}

/// A ward, if it is one of this organisation.
pub async fn find_place(tx: &mut Tx, organisation: OrganisationId, ward: WardId) -> Result<Option<Place>> {
    tx.query(
        "SELECT w.id AS ward_id, w.name AS ward_name, s.id AS site_id, s.name AS site_name
         FROM ward w JOIN site s ON s.id = w.site_id WHERE w.id = $1 AND w.organisation_id = $2",
    )
    .bind(ward)
    .bind(organisation)
    .fetch_optional()
    .await
}

impl Allows<Deed> for Oneself {
    fn allows(&self, deed: Deed) -> bool {
        allows(deed)
    }
}

/// Writes down who somebody is. A check of their registration was of this name and this number, and holds for no other.
pub async fn update_profile(
    tx: &mut Tx,
    permit: &Permit<Oneself, Introduce>,
    sort_name: &str,
    profile: &Profile,
    place: Option<&Place>,
    now: Timestamp,
) -> Result<u64> {
    tx.query(
        // When they first said it stays (`profiled_at`): by that an arrival is told from a change.
        "UPDATE person SET name = $2, sort_name = $3, role = $4, grade = $5, specialty = $6, ward_id = $7, site_id = $8,
           verified_at = CASE WHEN name = $2 AND body = $9 AND registration = $10 THEN verified_at END,
           body = $9, registration = $10, profiled_at = coalesce(profiled_at, $11)
         WHERE id = $1 AND left_at IS NULL",
    )
    .bind(permit.person())
    .bind(profile.name.clone())
    .bind(sort_name.to_owned())
    .bind(profile.role.clone())
    .bind(profile.grade.clone())
    .bind(profile.specialty.clone())
    .bind(place.map(|place| place.ward_id))
    .bind(place.map(|place| place.site_id))
    .bind(profile.body.clone())
    .bind(profile.registration.clone())
    .bind(now)
    .execute()
    .await
}

/// What somebody has said of themselves so far.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Said {
    pub email: String,
    pub name: String,
    pub role: String,
    pub grade: String,
    pub specialty: String,
    pub ward_id: Option<WardId>,
    pub body: String,
    pub registration: String,
}

/// What somebody has said of themselves so far.
pub async fn find_said(tx: &mut Tx, person: PersonId) -> Result<Option<Said>> {
    tx.query("SELECT email, name, role, grade, specialty, ward_id, body, registration FROM person WHERE id = $1")
        .bind(person)
        .fetch_optional()
        .await
}

/// The rest of what the screens need to know about whoever is at work.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Mine {
    pub organisation: String,
    pub level: Level,
}

/// The rest of what the screens need to know about whoever is at work there.
pub async fn find_mine(tx: &mut Tx, person: PersonId, organisation: OrganisationId) -> Result<Option<Mine>> {
    tx.query(
        "SELECT o.name AS organisation, a.level
         FROM affiliation a JOIN organisation o ON o.id = a.organisation_id WHERE a.person_id = $1 AND a.organisation_id = $2",
    )
    .bind(person)
    .bind(organisation)
    .fetch_optional()
    .await
}

/// What somebody has chosen for themselves: names and values.
pub async fn list_settings(tx: &mut Tx, person: PersonId) -> Result<Vec<(String, String)>> {
    tx.query("SELECT name, value FROM setting WHERE person_id = $1").bind(person).fetch_all().await
}

/// Keeps one of them.
pub async fn save_setting(tx: &mut Tx, person: PersonId, (name, value): Choice, now: Timestamp) -> Result<u64> {
    tx.query(
        "INSERT INTO setting (person_id, name, value, changed_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (person_id, name) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at",
    )
    .bind(person)
    .bind(name)
    .bind(value)
    .bind(now)
    .execute()
    .await
}
