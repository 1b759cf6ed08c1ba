//! A demonstration hospital: two organisations, their staff, and ninety days of what they said to each other.
//!
//! The same people say the same things every time; only the days are counted back from now, so that it looks alive
//! today. `places` and `people` make who there is, `plan` who talks with whom and how much, `timeline` and
//! `reading` write a conversation from the dialogues in `topics*`, `rows` stores it, `sound` checks that it adds up.

mod days;
mod dice;
mod people;
mod places;
mod plan;
mod reading;
mod rows;
mod sound;
mod staff;
#[cfg(test)]
mod tests;
mod timeline;
mod topics;
mod topics_flow;
mod topics_team;
mod words;

use std::fmt::Write as _;

use platform::db::{Db, DbError};

use days::{DAY, Days};
use dice::Dice;
use rows::Rows;
use timeline::Setting;

pub use sound::broken_promises;

/// How large a world to make; the defaults are what `make run` shows.
#[derive(Clone, Debug, clap::Args)]
pub struct Size {
    /// How many people work there.
    #[arg(long, default_value_t = 480)]
    pub people: usize,
    /// How many conversations they have.
    #[arg(long, default_value_t = 1_100)]
    pub conversations: usize,
    /// How many messages they have sent.
    #[arg(long, default_value_t = 105_000)]
    pub messages: usize,
    /// Put the first clinician into every conversation, to see how a full inbox behaves.
    #[arg(long)]
    pub crowded: bool,
    /// Only check that the conversations of the database add up, and change nothing.
    #[arg(long)]
    pub check: bool,
}

impl Default for Size {
    fn default() -> Self {
        Self { people: 480, conversations: 1_100, messages: 105_000, crowded: false, check: false }
    }
}

/// What was made, and who to sign in as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// How many people.
    pub people: usize,
    /// How many conversations.
    pub conversations: usize,
    /// How many messages and notices.
    pub lines: usize,
    /// What each is, and the address to sign in with.
    pub sign_in: Vec<(&'static str, String)>,
}

/// Why nothing was made.
#[derive(Debug)]
pub enum Refused {
    /// There are people already.
    NotEmpty(i64),
    /// The database did not take it.
    Db(DbError),
    /// What is there does not add up.
    Unsound(Vec<String>),
}

impl From<DbError> for Refused {
    fn from(error: DbError) -> Self {
        Self::Db(error)
    }
}

impl std::error::Error for Refused {}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotEmpty(people) => write!(
                f,
                "this database has {people} people in it already, and nothing was changed. The demonstration is only put into an empty one: \
                 choose another database, or delete this one first if nothing in it matters"
            ),
            Self::Db(error) => write!(f, "the database did not take it, and nothing was changed: {error}"),
            Self::Unsound(promises) => write!(f, "the conversations do not add up:\n- {}", promises.join("\n- ")),
        }
    }
}

/// The seed of everything.
// "PANDO!" in ASCII.
const SEED: u64 = 0x5041_4E44_4F21;

/// Makes the demonstration in an empty database, all of it or nothing, as if it were `now` (ms UTC).
pub async fn run(db: &Db, now: i64, size: &Size) -> Result<Made, Refused> {
    let mut tx = db.write().await?;
    let (already,): (i64,) = tx.query("SELECT COUNT(*) FROM person").fetch_one().await?;
    // What is made up must never stand among people who exist.
    if already > 0 {
        return Err(Refused::NotEmpty(already));
    }
    let (dice, days) = (Dice::new(SEED), Days::until(now));
    // A month before anything is said: everybody was there by then.
    let since = days.moment(-120 * DAY);
    let (network, places) = places::places(&dice, since);
    let people = people::people(&dice, &places, size.people, since);
    staff::write(&mut tx, network, &places, &people, since).await?;
    let plans = plan::plans(&dice, size, &places, &people);
    let mut rows = Rows::default();
    let mut lines = 0;
    for (plan, seed) in plans.iter().zip(SEED..) {
        let before = rows.messages.len();
        // Dice of its own: when people read depends on the hour, and must not change what others say.
        let setting = Setting { dice: &Dice::new(seed), days, places: &places, people: &people };
        let timeline = timeline::write(&setting, plan, &mut rows);
        reading::write(&timeline, &mut rows);
        lines += rows.messages.len() - before;
        if rows.is_full() {
            rows.flush(&mut tx).await?;
        }
    }
    rows.flush(&mut tx).await?;
    tx.commit().await?;
    let roles = ["Clinician", "Organisation admin", "Network admin"];
    let sign_in = roles.into_iter().zip(people.iter().map(|person| person.email.clone())).collect();
    Ok(Made { people: people.len(), conversations: plans.len(), lines, sign_in })
}

/// What `server demo` does: makes the demonstration, or only checks; says how it went in words for the terminal.
pub async fn command(db: &Db, now: i64, size: &Size) -> Result<String, Refused> {
    if size.check {
        let broken = broken_promises(db).await?;
        return if broken.is_empty() { Ok("Every conversation adds up.".into()) } else { Err(Refused::Unsound(broken)) };
    }
    let made = run(db, now, size).await?;
    let mut text = format!(
        "The demonstration hospital is ready: {} people, {} conversations, {} lines.\n",
        made.people, made.conversations, made.lines
    );
    text.push_str("Sign in with one of these addresses; the code arrives at /dev/mail:\n");
    for (role, email) in &made.sign_in {
        // Writing into a String cannot fail.
        let _ = writeln!(text, "  {role:<20}{email}");
    }
    Ok(text)
}
