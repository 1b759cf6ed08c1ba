//! What waits beside what: kinds, urgency, keys, and a great many timers.

use super::*;
use crate::db::Sql;

const MAIL: Kind = Kind { at_once: 2, ..Kind::named("mail") };
const PAGE: Kind = Kind::named("page");

#[tokio::test]
async fn what_a_newer_program_left_waits_untouched_for_one_that_knows_it() {
    for yard in Yard::on_both_engines().await {
        yard.leave(PAGE, "page the registrar", NOON, |job| job).await;
        let older = yard.runner(Ok(()));
        for _ in 0..30 {
            assert_eq!(older.run_due().await.unwrap(), 0);
            yard.clock.advance(900_000);
        }
        let newer = yard.runner_of(&yard.db, PAGE, Ok(()));
        assert_eq!(newer.run_due().await.unwrap(), 1);
        assert_eq!(yard.ran(), ["page the registrar"], "{}", yard.db.engine());
        assert_eq!(list_failed(&yard.db, 10).await.unwrap(), []);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_server_that_does_not_answer_holds_up_no_page() {
    for yard in Yard::on_both_engines().await {
        for at in 0..20 {
            yard.leave(MAIL, &format!("letter {at}"), NOON, |job| job).await;
        }
        let (began, mut mails) = tokio::sync::mpsc::unbounded_channel();
        let (ran, mut pages) = tokio::sync::mpsc::unbounded_channel();
        let runner = Runner::new(yard.db.clone(), yard.clock.clone(), yard.secret.clone())
            .on(MAIL, move |_| {
                began.send(()).unwrap();
                std::future::pending()
            })
            .on(PAGE, move |_| {
                ran.send(()).unwrap();
                async { Ok(()) }
            });
        let running = tokio::spawn(async move { runner.run().await });
        for _ in 0..MAIL.at_once {
            mails.recv().await.unwrap();
        }
        for _ in 0..10 {
            yard.leave(PAGE, "page the registrar", NOON, |job| job).await;
            tokio::time::timeout(runner::LOOK_AGAIN / 3, pages.recv()).await.unwrap().unwrap();
        }
        assert!(mails.try_recv().is_err(), "no more letters at once than there are places");
        running.abort();
    }
}

#[tokio::test]
async fn what_is_urgent_goes_first_though_it_came_last() {
    for yard in Yard::on_both_engines().await {
        yard.leave(MAIL, "digest", NOON - 2_000, |job| job.priority(Priority::Whenever)).await;
        yard.leave(MAIL, "letter", NOON - 1_000, |job| job).await;
        yard.leave(MAIL, "code", NOON, |job| job.priority(Priority::Urgent)).await;
        let one_by_one = Kind { at_once: 1, ..MAIL };
        yard.runner_of(&yard.db, one_by_one, Ok(())).run_due().await.unwrap();
        assert_eq!(yard.ran(), ["code", "letter", "digest"], "{}", yard.db.engine());
    }
}

#[tokio::test]
async fn a_reminder_set_twice_rings_once_at_the_earlier_moment_with_the_newer_words() {
    for yard in Yard::on_both_engines().await {
        yard.leave(NOTE, "bloods?", NOON + 2_000, |job| job.once("bed 4")).await;
        yard.leave(NOTE, "bloods, bed 4", NOON + 1_000, |job| job.once("bed 4")).await;
        yard.leave(NOTE, "bed 5", NOON + 1_000, |job| job.once("bed 5")).await;
        yard.clock.advance(1_000);
        yard.runner(Ok(())).run_due().await.unwrap();
        yard.clock.advance(1_000);
        yard.runner(Ok(())).run_due().await.unwrap();
        let mut ran = yard.ran();
        ran.sort();
        assert_eq!(ran, ["bed 5", "bloods, bed 4"], "{}", yard.db.engine());
    }
}

#[tokio::test]
async fn what_is_asked_for_while_it_runs_runs_again() {
    for yard in Yard::on_both_engines().await {
        for ending in [Ok(()), Err(Trouble::Never("gone".into()))] {
            yard.leave(NOTE, "seal", NOON, |job| job.once("trust")).await;
            let runner = yard.runner(ending);
            let (queue, running, place) = runner.take(&runner.list_due().await.unwrap()).await.unwrap().remove(0);
            yard.leave(NOTE, "seal what came since", NOON, |job| job.once("trust")).await;
            assert_eq!(runner.run_due().await.unwrap(), 0, "not beside itself");
            runner.try_once(&queue, running).await.unwrap();
            drop(place);
            assert_eq!(yard.runner(Ok(())).run_due().await.unwrap(), 1);
            assert_eq!(yard.ran(), ["seal", "seal what came since"], "{}", yard.db.engine());
            assert_eq!(runner.run_due().await.unwrap(), 0);
        }
    }
}

#[tokio::test]
async fn asking_again_does_not_hurry_what_waits_for_its_next_try() {
    for yard in Yard::on_both_engines().await {
        yard.leave(NOTE, "seal", NOON, |job| job.once("trust")).await;
        let runner = yard.runner(Err(Trouble::Later("down".into())));
        runner.run_due().await.unwrap();
        yard.leave(NOTE, "seal", NOON, |job| job.once("trust")).await;
        assert_eq!(yard.next(&runner).await, Some(NOON + 5_000));
        yard.clock.advance(5_000);
        let works = yard.runner(Ok(()));
        assert_eq!(works.run_due().await.unwrap(), 1);
        assert_eq!(yard.next(&works).await, None, "what was asked for before a try is done by it ({})", yard.db.engine());
    }
}

#[tokio::test]
async fn a_page_that_was_answered_escalates_to_nobody() {
    for yard in Yard::on_both_engines().await {
        yard.leave(NOTE, "page the consultant", NOON, |job| job.once("page 7")).await;
        assert!(yard.cancel("page 7").await);
        assert!(!yard.cancel("page 7").await);
        assert_eq!(yard.runner(Ok(())).run_due().await.unwrap(), 0, "{}", yard.db.engine());

        yard.leave(NOTE, "page the consultant", NOON, |job| job.once("page 8")).await;
        let runner = yard.runner(Err(Trouble::Later("no line".into())));
        runner.run_due().await.unwrap();
        assert!(yard.cancel("page 8").await, "also while it waits for its next try");
        assert_eq!(yard.next(&runner).await, None);
    }
}

// A clock of 100,000 reminders, of which one in a hundred of another kind; `$1` is when the first is due.
const TIMERS: Sql = Sql::Differs {
    sqlite: "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
        INSERT INTO job (id, kind, payload, due_at) SELECT randomblob(16), CASE WHEN i % 100 = 0 THEN 'page' ELSE 'note' END, '', $1 + i FROM n",
    postgres: "INSERT INTO job (id, kind, payload, due_at)
        SELECT gen_random_uuid(), CASE WHEN i % 100 = 0 THEN 'page' ELSE 'note' END, '', $1 + i FROM generate_series(1, 100000) AS n (i)",
};

/// A statement's plan, one step a line.
async fn plan(yard: &Yard, explained: &'static str, bind: impl Fn(crate::db::Query<'_>) -> crate::db::Query<'_>) -> String {
    let mut tx = yard.db.write().await.unwrap();
    if yard.db.writes_side_by_side() {
        let lines: Vec<(String,)> = bind(tx.query(explained)).fetch_all().await.unwrap();
        return lines.into_iter().map(|(line,)| line + "\n").collect();
    }
    let lines: Vec<(i64, i64, i64, String)> = bind(tx.query(explained)).fetch_all().await.unwrap();
    lines.into_iter().map(|(.., line)| line + "\n").collect()
}

/// The statements of a look and a claim, to be explained.
fn explained(yard: &Yard) -> [&'static str; 2] {
    let (before, _, after) = store::NEXT_DUE;
    let Sql::Differs { sqlite, postgres } = store::CLAIM else { unreachable!("PostgreSQL passes over what is locked") };
    let (explain, claim) =
        if yard.db.writes_side_by_side() { ("EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF)", postgres) } else { ("EXPLAIN QUERY PLAN", sqlite) };
    [format!("{explain} {before} ($1){after}"), format!("{explain} {claim}")].map(|text| &*Box::leak(text.into_boxed_str()))
}

#[tokio::test]
async fn a_hundred_thousand_reminders_of_tomorrow_cost_todays_nothing() {
    for yard in Yard::on_both_engines().await {
        let mut tx = yard.db.write().await.unwrap();
        tx.query(TIMERS).bind(NOON + 86_400_000).execute().await.unwrap();
        tx.commit().await.unwrap();
        yard.enqueue("bed 4", NOON).await;
        let [look, claim] = explained(&yard);
        let look = plan(&yard, look, |query| query.bind("note")).await;
        let claim = plan(&yard, claim, |query| query.bind(NOON + LEASE).bind(NOON).bind("note").bind(1_i64).bind(4_i64)).await;
        println!("{}\n{look}\n{claim}", yard.db.engine());
        for plan in [&look, &claim] {
            assert!(plan.contains("job_due") && !plan.contains("Seq Scan on job") && !plan.contains("SCAN job"), "{plan}");
            // PostgreSQL says how many rows each step met; SQLite what it goes by, and stops where the limit says.
            let met = plan.split("actual rows=").skip(1).map(|rest| rest.split(' ').next().unwrap().parse::<f64>().unwrap());
            assert!(met.fold(0.0, f64::max) <= 3.0 && !plan.contains("Rows Removed"), "{plan}");
        }
        let runner = yard.runner(Ok(()));
        let began = tokio::time::Instant::now();
        assert_eq!(runner.run_due().await.unwrap(), 1);
        println!("{}: a look, a claim and a look take {:?} beside 100,000 timers", yard.db.engine(), began.elapsed());
    }
}
