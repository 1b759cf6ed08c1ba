//! A world of its own for every test: own database, own clock, a ward with people on it.
//!
//! ```ignore
//! story!(a_locum_sees_nobody_of_another_trust, |world| async {
//!     let asha = world.person("Asha Patel").await;
//! });
//! ```

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use platform::blobs::Blobs;
use platform::bus::Bus;
use platform::clock::Clock;
use platform::db::Db;
use platform::ids::Chance;
use platform::secret::Secret;
use platform::testing::{Shelf, TestDb};
use uuid::Uuid;

use crate::access::{Caller, Ctx, DeviceId, Level, NetworkId, OrganisationId, Parts, PersonId, Timestamp, WardId, World};
use crate::account::door::{Door, SessionKey};
use crate::account::model::{Profile, SIGNED_IN_MILLIS};
use crate::affiliation::model::OPEN_END;
use crate::audit::entry::Entry;
use crate::organisation::memory::Organisations;
use crate::{access, account, directory};

/// Writes a story once and runs it on SQLite and on PostgreSQL.
#[macro_export]
macro_rules! story {
    ($(#[$more:meta])* $name:ident, |$world:ident| async $body:block) => {
        mod $name {
            use super::*;

            async fn story($world: $crate::testing::TestWorld) $body

            $(#[$more])*
            #[tokio::test]
            async fn on_sqlite() {
                story($crate::testing::TestWorld::on($crate::testing::Engine::Sqlite).await).await;
            }

            $(#[$more])*
            #[tokio::test]
            async fn on_postgres() {
                story($crate::testing::TestWorld::on($crate::testing::Engine::Postgres).await).await;
            }
        }
    };
}

/// Which database a story runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// One file.
    Sqlite,
    /// A server.
    Postgres,
}

/// A hospital of its own: one network, one Trust (`@trust.nhs.uk`), one site, one ward; more on demand.
pub struct TestWorld {
    /// The world that actions get.
    pub world: World,
    /// The clock; it stands still until it is moved.
    pub clock: Clock,
    /// Which engine this is.
    pub engine: Engine,
    /// The network.
    pub network: NetworkId,
    /// The Trust that people join unless told otherwise.
    pub organisation: OrganisationId,
    /// Its first ward, "Ward 7" of "City Hospital".
    pub ward: WardId,
    database: TestDb,
    shelf: Shelf,
}

/// Monday, 2 March 2026, 09:00 UTC.
pub const MONDAY: i64 = 1_772_442_000_000;

impl TestWorld {
    /// A new world on this engine.
    pub async fn on(engine: Engine) -> Self {
        Self::on_bus(engine, Bus::default()).await
    }

    /// A new world on this engine, whose hints go by this bus.
    pub async fn on_bus(engine: Engine, bus: Bus) -> Self {
        let database = match engine {
            Engine::Sqlite => TestDb::sqlite().await,
            Engine::Postgres => TestDb::postgres().await,
        };
        let (clock, shelf) = (Clock::manual(MONDAY), Shelf::empty());
        let world = world_on(database.db.clone(), shelf.blobs.clone(), bus, clock.clone(), 7);
        let (network, organisation) = (NetworkId(world.id()), OrganisationId(world.id()));
        let mut made = Self { world, clock, engine, network, organisation, ward: WardId(Uuid::nil()), database, shelf };
        made.write("INSERT INTO network (id, name) VALUES ($1, 'North Network')", |query| query.bind(network)).await;
        made.insert_organisation(organisation, "City Trust", "trust.nhs.uk").await;
        made.ward = made.ward_of(organisation, "City Hospital", "Ward 7").await;
        made
    }

    /// Another server of this hospital, with a bus and a clock of its own.
    pub async fn another_server(&self, bus: Bus, clock: Clock) -> World {
        let db = Db::open(&self.database.options).await.expect("the database opens once more");
        world_on(db, self.shelf.blobs.clone(), bus, clock, 8)
    }

    /// The same empty world on both engines, for a test that compares them.
    pub async fn on_both() -> [Self; 2] {
        [Self::on(Engine::Sqlite).await, Self::on(Engine::Postgres).await]
    }

    /// Another Trust of the network, with its own email domain (sub-domains not included).
    pub async fn organisation(&self, name: &str, domain: &str) -> OrganisationId {
        let organisation = OrganisationId(self.world.id());
        self.insert_organisation(organisation, name, domain).await;
        organisation
    }

    async fn insert_organisation(&self, organisation: OrganisationId, name: &str, domain: &str) {
        let (network, name, domain) = (self.network, name.to_owned(), domain.to_owned());
        self.write("INSERT INTO organisation (id, network_id, name) VALUES ($1, $2, $3)", |query| {
            query.bind(organisation).bind(network).bind(name)
        })
        .await;
        let insert = "INSERT INTO mail_domain (domain, organisation_id, subdomains) VALUES ($1, $2, FALSE)";
        self.write(insert, |query| query.bind(domain).bind(organisation)).await;
    }

    /// A ward on a site of its own name; the same names twice make two.
    pub async fn ward_of(&self, organisation: OrganisationId, site: &str, ward: &str) -> WardId {
        let (site_id, ward_id) = (self.world.id(), WardId(self.world.id()));
        let (site, ward) = (site.to_owned(), ward.to_owned());
        let insert = "INSERT INTO site (id, organisation_id, name) VALUES ($1, $2, $3)";
        self.write(insert, |query| query.bind(site_id).bind(organisation).bind(site)).await;
        let insert = "INSERT INTO ward (id, organisation_id, site_id, name) VALUES ($1, $2, $3, $4)";
        self.write(insert, |query| query.bind(ward_id).bind(organisation).bind(site_id).bind(ward)).await;
        ward_id
    }

    /// A staff nurse of the first ward, at work on an open device.
    pub async fn person(&self, name: &str) -> Ctx {
        self.person_of(self.organisation, name).await
    }

    /// A staff nurse of this Trust, at work on an open device; on the first ward if it is the first Trust.
    pub async fn person_of(&self, organisation: OrganisationId, name: &str) -> Ctx {
        self.person_with(organisation, name, Level::Person).await
    }

    /// The same, with this power.
    pub async fn person_with(&self, organisation: OrganisationId, name: &str, level: Level) -> Ctx {
        let ward = if organisation == self.organisation { self.ward.to_string() } else { String::new() };
        let profile = Profile {
            name: name.into(),
            role: "Staff nurse".into(),
            grade: "Band 6".into(),
            specialty: "Respiratory medicine".into(),
            ward,
            body: "nmc".into(),
            registration: "12A3456B".into(),
        };
        self.person_who(organisation, &profile, level).await
    }

    /// Somebody with exactly this profile and power, at work on an open device.
    pub async fn person_who(&self, organisation: OrganisationId, profile: &Profile, level: Level) -> Ctx {
        let profile = &profile.checked().expect("a profile of the form we keep");
        let person = PersonId(self.world.id());
        let email = format!("{}@trust.nhs.uk", person.0.simple());
        let mut tx = self.world.db.write().await.expect("a write begins");
        account::actions::arrive(&mut tx, person, organisation, &email, self.world.now()).await.expect("a person is kept");
        let permit = access::oneself(&mut tx, person).await.expect("they may say who they are");
        account::actions::write_profile(&mut tx, organisation, &permit, profile, self.world.now()).await.expect("a profile is kept");
        tx.query("UPDATE affiliation SET level = $2 WHERE person_id = $1")
            .bind(person)
            .bind(level)
            .execute()
            .await
            .expect("a level is kept");
        tx.commit().await.expect("the person is on disk");
        self.device_for(Caller { person, device: DeviceId(Uuid::nil()), organisation, network: self.network, level }).await
    }

    /// Makes those belong to their home who were put straight into the tables.
    pub async fn everybody_belongs(&self) {
        let insert = "INSERT INTO affiliation (organisation_id, person_id, level, visible, sort_name, from_at, until_at)
                      SELECT p.home_id, p.id, 'person', TRUE, p.sort_name, 1, $1 FROM person p
                      WHERE NOT EXISTS (SELECT 1 FROM affiliation a WHERE a.person_id = p.id)";
        self.write(insert, |query| query.bind(OPEN_END)).await;
    }

    /// Somebody belongs nowhere from now on, as if an admin had said so.
    pub async fn leaves(&self, who: &Ctx) {
        let now = self.now();
        self.write("UPDATE affiliation SET until_at = $2 WHERE person_id = $1", |query| query.bind(who.who.person).bind(now)).await;
        self.write("UPDATE person SET left_at = $2 WHERE id = $1", |query| query.bind(who.who.person).bind(now)).await;
    }

    /// Another open device of the same person.
    pub async fn another_device(&self, of: &Ctx) -> Ctx {
        self.device_for(of.who).await
    }

    async fn device_for(&self, who: Caller) -> Ctx {
        let device = DeviceId(self.world.id());
        let (now, queue_key) = (self.world.now(), self.world.secret.seal(&[1; 32]));
        let new = account::store::NewDevice {
            id: device,
            person: who.person,
            name: "Chromium on Linux".into(),
            version: "0.1.0".into(),
            queue_key,
        };
        let session = account::store::Session {
            id: key_of(device).as_str().into(),
            device_id: Some(device),
            data: "{}".into(),
            expires_at: now.plus(SIGNED_IN_MILLIS),
        };
        let mut tx = self.world.db.write().await.expect("a write begins");
        account::store::insert_device(&mut tx, &new, now).await.expect("a device is kept");
        account::store::set_pin(&mut tx, device, "no PIN fits", now).await.expect("a PIN is kept");
        account::store::insert_session(&mut tx, &session).await.expect("a session is kept");
        tx.commit().await.expect("the device is on disk");
        self.world.ctx(Caller { device, ..who })
    }

    /// The session of a device made here.
    pub fn session_of(&self, of: &Ctx) -> SessionKey {
        key_of(of.who.device)
    }

    /// What is known of somebody, as others see them.
    pub async fn colleague(&self, of: &Ctx) -> directory::model::Colleague {
        directory::actions::find_colleague(of, of.who.person).await.expect("the database answers").expect("everybody finds themselves")
    }

    /// What was written down of everybody's deeds, the oldest first; those of one millisecond in any order.
    pub async fn audited(&self) -> Vec<Entry> {
        let mut tx = self.world.db.read().await.expect("a read begins");
        let all =
            "SELECT organisation_id, id, at, actor, actor_id, device_id, deed, scope, scope_id, detail, mark FROM audit ORDER BY at, id";
        tx.query(all).fetch_all().await.expect("the entries are read")
    }

    /// Moves the clock.
    pub fn wait(&self, millis: i64) {
        self.clock.advance(millis);
    }

    /// The present moment.
    pub fn now(&self) -> Timestamp {
        self.world.now()
    }

    /// Runs one statement outside of any action: to set the scene.
    pub async fn write(&self, sql: &'static str, bind: impl for<'q> FnOnce(platform::db::Query<'q>) -> platform::db::Query<'q>) {
        let mut tx = self.world.db.write().await.expect("a write begins");
        bind(tx.query(sql)).execute().await.expect("the scene can be set");
        tx.commit().await.expect("the scene is on disk");
    }
}

fn world_on(db: Db, blobs: Blobs, bus: Bus, clock: Clock, seed: u64) -> World {
    World::from(Parts {
        lane: crate::chat::lane::Lane::start(db.clone(), bus.clone(), clock.clone()),
        db,
        door: Door::new(&bus),
        organisations: Organisations::new(&bus),
        blobs,
        bus,
        clock,
        chance: Chance::seeded(seed),
        secret: Secret::new([7; 32]),
        public_url: "https://pando.test".into(),
    })
}

/// Minutes in milliseconds.
pub const fn minutes(count: i64) -> i64 {
    count * 60_000
}

fn key_of(device: DeviceId) -> SessionKey {
    SessionKey::of(&token_of(device))
}

/// The token in the cookie of a device made here: as long as a real one, not as secret.
pub fn token_of(device: DeviceId) -> String {
    URL_SAFE_NO_PAD.encode(device.0.as_bytes())
}
