//! What the demonstration promises.

use domain::access::Level;
use platform::db::{Db, Options};

use super::words::nhs_number;
use super::*;

/// 12 March 2026, 09:41 UTC.
const NOW: i64 = 1_773_308_460_000;

async fn empty() -> (tempfile::TempDir, Db) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let options = Options::new(format!("sqlite:{}", folder.path().join("demo.db").display()));
    Db::migrate(&options).await.expect("tables");
    let db = Db::open(&options).await.expect("a database");
    (folder, db)
}

async fn count(db: &Db, sql: &'static str) -> i64 {
    let (count,): (i64,) = db.read().await.expect("a reader").query(sql).fetch_one().await.expect("a count");
    count
}

#[tokio::test]
async fn the_demonstration_is_as_large_as_promised_and_adds_up_on_both_engines() {
    for fresh in platform::testing::databases().await {
        let db = &fresh.db;
        let made = run(db, NOW, &Size::default()).await.expect("a demonstration");
        assert_eq!(broken_promises(db).await.expect("answers"), Vec::<String>::new(), "{}", db.engine());
        assert!(count(db, "SELECT COUNT(*) FROM person WHERE profiled_at IS NOT NULL").await >= 400);
        assert!(count(db, "SELECT COUNT(*) FROM conversation WHERE kind = 'group'").await >= 60);
        assert!(count(db, "SELECT COUNT(*) FROM conversation").await >= 1_000);
        assert!(count(db, "SELECT COUNT(*) FROM message WHERE notice IS NULL").await >= 100_000);
        assert!(count(db, "SELECT COUNT(DISTINCT body) FROM message").await >= 15_000);
        assert_eq!(count(db, "SELECT COUNT(*) FROM organisation").await, 2);
        assert_eq!(made.sign_in[0].1, "asha.patel@alder-vale.example");
        assert_eq!(made.sign_in[2].1, "miriam.adeyemi@alder-vale.example");
        let mut tx = db.read().await.expect("a reader");
        let levels: Vec<(Level,)> =
            tx.query("SELECT level FROM affiliation WHERE level <> 'person' ORDER BY level").fetch_all().await.expect("levels");
        assert_eq!(levels, [(Level::NetworkAdmin,), (Level::OrganisationAdmin,)]);
    }
}

#[tokio::test]
async fn the_clinician_finds_a_busy_inbox_that_looks_alive() {
    const MINE: &str =
        "SELECT COUNT(*) FROM membership p JOIN person w ON w.id = p.person_id JOIN conversation c ON c.id = p.conversation_id
        WHERE w.email = 'asha.patel@alder-vale.example' AND ";
    let (_folder, db) = empty().await;
    run(&db, NOW, &Size::default()).await.expect("a demonstration");
    for (such, least) in [
        ("p.urgency = 1", 5),
        ("p.pinned", 1),
        ("p.muted", 1),
        ("p.draft <> ''", 1),
        ("NOT p.archived", 25),
        ("c.last_at > 1773300000000", 1),
    ] {
        let sql = Box::leak(format!("{MINE}{such}").into_boxed_str());
        assert!(count(&db, sql).await >= least, "{such}");
    }
    assert_eq!(count(&db, "SELECT COUNT(*) FROM message WHERE sent_at > 1773308460000").await, 0, "nothing is said in the future");
    assert_eq!(count(&db, "SELECT COUNT(*) FROM receipt WHERE at > 1773308460000").await, 0, "nothing is read in the future");
}

#[tokio::test]
async fn the_same_is_said_at_another_hour_and_it_is_refused_where_people_are() {
    let small = Size { people: 40, conversations: 30, messages: 900, ..Size::default() };
    let mut said = Vec::new();
    for now in [NOW, NOW + 11 * 60 * 60 * 1000] {
        let (_folder, db) = empty().await;
        run(&db, now, &small).await.expect("a demonstration");
        assert_eq!(broken_promises(&db).await.expect("answers"), Vec::<String>::new());
        let mut tx = db.read().await.expect("a reader");
        let bodies: Vec<(String, i64)> = tx.query("SELECT body, seq FROM message ORDER BY body, seq").fetch_all().await.expect("messages");
        said.push(bodies);
        let again = run(&db, now, &small).await.expect_err("a refusal");
        assert!(again.to_string().contains("has 40 people in it already"), "{again}");
    }
    assert_eq!(said[0], said[1]);
}

#[tokio::test]
async fn a_crowded_world_puts_the_clinician_into_every_conversation() {
    const MINE: &str =
        "SELECT COUNT(*) FROM membership p JOIN person w ON w.id = p.person_id WHERE w.email = 'asha.patel@alder-vale.example'";
    for (conversations, messages) in [(10, 100), (300, 3_000)] {
        let (_folder, db) = empty().await;
        run(&db, NOW, &Size { people: 400, conversations, messages, crowded: true, check: false }).await.expect("a demonstration");
        assert_eq!(count(&db, MINE).await, i64::try_from(conversations).expect("small"));
        assert_eq!(broken_promises(&db).await.expect("answers"), Vec::<String>::new());
    }
}

#[test]
fn nhs_numbers_are_synthetic_and_have_their_check_digit() {
    for n in 0..5_000 {
        let digits: Vec<u32> = nhs_number(n).chars().filter_map(|c| c.to_digit(10)).collect();
        assert_eq!((digits.len(), &digits[..3]), (10, &[9, 9, 9][..]));
        let weighed: u32 = digits.iter().zip((1..=10).rev()).map(|(digit, weight)| digit * weight).sum();
        assert_eq!(weighed % 11, 0, "{}", nhs_number(n));
    }
}
