use platform::clock::Clock;
use platform::db::Db;
use platform::jobs::{self, Kind, NewJob, Runner};
use platform::secret::Secret;
use platform::testing::{Cluster, TestDb, databases};

use super::*;

#[derive(clap::Parser)]
struct Only {
    #[command(flatten)]
    config: Config,
}

fn config(flags: &[&str]) -> (Config, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let mut args: Vec<std::ffi::OsString> = vec!["server".into(), "--data-dir".into(), folder.path().join("data").into()];
    args.extend(flags.iter().map(Into::into));
    (platform::config::read::<Only>(args).unwrap().0.config, folder)
}

fn about<'f>(findings: &'f [Finding], what: &str) -> &'f Finding {
    findings.iter().find(|finding| finding.about == what).unwrap()
}

#[tokio::test]
async fn a_sound_database_is_found_sound_and_is_left_as_it_was() {
    for test in databases().await {
        let findings = checks::database(&test.options).await;
        // The tests' PostgreSQL flushes nothing, and that is told; everything else is sound.
        let lax = |finding: &Finding| finding.about == "promises" && finding.says.contains("fsync = off");
        assert!(findings.iter().all(|finding| finding.grade < Grade::Bad || lax(finding)), "{findings:?}");
        assert!(about(&findings, "database").says.contains(test.db.engine()));
        assert_eq!(about(&findings, "clocks").grade, Grade::Good);
        let jobs: (i64,) = test.db.read().await.unwrap().query("SELECT count(*) FROM job").fetch_one().await.unwrap();
        assert_eq!(jobs.0, 0);
    }
}

#[tokio::test]
async fn a_postgresql_that_may_lose_what_it_confirmed_is_wrong_and_says_which_setting() {
    let lax = TestDb::postgres().await;
    let (config, _folder) = config(&["--database", &lax.options.url]);
    let finding = &checks::database(&config.database()).await[0];
    assert_eq!((finding.grade, finding.says.contains("fsync is off (it must be on)")), (Grade::Bad, true), "{finding}");
    // The embedded database promises what the README does, and says so.
    let (embedded, _folder) = self::config(&[]);
    Db::open_up_to_date(&embedded.database()).await.unwrap().close().await;
    let findings = checks::database(&embedded.database()).await;
    let promises = about(&findings, "promises");
    assert_eq!((promises.grade, promises.says.as_str()), (Grade::Good, "journal_mode = wal, synchronous = 2"));
}

#[tokio::test]
async fn a_database_without_tables_or_out_of_reach_is_wrong_and_says_what_to_do() {
    let (empty, folder) = config(&[]);
    std::fs::create_dir_all(folder.path().join("data")).unwrap();
    let findings = checks::database(&empty.database()).await;
    assert_eq!((findings[0].grade, findings[0].advice.contains("server migrate")), (Grade::Bad, true), "{findings:?}");
    let (lost, _folder) = config(&["--database", "postgres://nobody@127.0.0.1:9/none"]);
    assert_eq!(checks::database(&lost.database()).await[0].grade, Grade::Bad);
}

#[tokio::test]
async fn a_job_that_was_given_up_is_shown_with_its_reason() {
    for test in databases().await {
        let mut tx = test.db.write().await.unwrap();
        jobs::enqueue(&mut tx, &NewJob::new(Kind::named("mail"), "sealed with another key", 0)).await.unwrap();
        tx.commit().await.unwrap();
        let runner = Runner::new(test.db.clone(), Clock::manual(1), Secret::new([1; 32])).on(Kind::named("mail"), |_| async { Ok(()) });
        runner.run_due().await.unwrap();
        let findings = checks::database(&test.options).await;
        let jobs = about(&findings, "jobs");
        assert_eq!((jobs.grade, jobs.says.contains("mail: sealed with another key")), (Grade::Doubtful, true), "{jobs}");
    }
}

#[tokio::test]
async fn mail_that_reaches_nobody_is_wrong_on_a_public_server_only() {
    let (trial, _folder) = config(&[]);
    assert_eq!(checks::mail(&trial).await.grade, Grade::Good);
    let (public, _folder) = config(&["--public-url", "https://pando.trust.example"]);
    assert_eq!(checks::mail(&public).await.grade, Grade::Bad);
    let (open, _folder) = config(&["--listen", "0.0.0.0:3000"]);
    assert_eq!(checks::mail(&open).await.grade, Grade::Bad, "anybody could read the codes, so nobody can");
    let (deaf, _folder) = config(&["--mail", "smtp://127.0.0.1:9?tls=none"]);
    assert_eq!(checks::mail(&deaf).await.grade, Grade::Bad);
}

#[tokio::test]
async fn nats_that_does_not_answer_is_told_and_stops_nobody() {
    let mut nats = platform::testing::Nats::start().await;
    let (shared, _folder) = config(&["--database", "postgres://db/pando", "--nats", nats.url()]);
    let finding = checks::bus(&shared).await;
    assert_eq!(finding.grade, Grade::Good, "{finding}");
    nats.stop();
    let finding = checks::bus(&shared).await;
    assert_eq!((finding.grade, finding.says.contains(nats.url().trim_start_matches("nats://"))), (Grade::Doubtful, true), "{finding}");
    let (alone, _folder) = config(&[]);
    assert_eq!(checks::bus(&alone).await.grade, Grade::Good);
    let (one_file, _folder) = config(&["--nats", "nats://127.0.0.1:9"]);
    assert_eq!(checks::bus(&one_file).await.grade, Grade::Doubtful);
}

#[tokio::test]
async fn a_bucket_that_cannot_be_written_is_wrong() {
    let bucket = platform::testing::bucket().await;
    let (sound, _folder) = config(&["--blobs", &bucket.route()]);
    let finding = shelf::blobs(&sound).await;
    assert_eq!((finding.grade, bucket.list().await), (Grade::Good, Vec::new()), "{finding}");
    let (misnamed, _folder) = config(&["--blobs", &bucket.route().replace("/ward-", "/yard-")]);
    let (away, _folder) = config(&["--blobs", "s3://key:s3cret@127.0.0.1:9/ward?tls=none"]);
    for config in [misnamed, away] {
        let finding = shelf::blobs(&config).await;
        assert_eq!((finding.grade, finding.to_string().contains("s3cret")), (Grade::Bad, false), "{finding}");
    }
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_is_wrong_in_plain_words() {
    let folder = tempfile::tempdir().unwrap();
    // A file where the folder of the probe would be: nobody can write there, whoever runs the test.
    std::fs::write(folder.path().join("doctor"), "").unwrap();
    let (full, _data) = config(&["--blobs", folder.path().to_str().unwrap()]);
    let finding = shelf::blobs(&full).await;
    assert_eq!((finding.grade, finding.says.starts_with("images and files cannot be written: ")), (Grade::Bad, true), "{finding}");
    let file = folder.path().join("doctor");
    let (file, _data) = config(&["--blobs", file.to_str().unwrap()]);
    let finding = shelf::blobs(&file).await;
    assert_eq!((finding.grade, finding.says.starts_with("images and files cannot be ")), (Grade::Bad, true), "{finding}");
    assert!(finding.advice.contains("who owns that folder"), "{finding}");
}

#[tokio::test]
async fn a_folder_for_several_servers_is_told_and_a_bucket_or_one_server_is_not() {
    let test = TestDb::postgres().await;
    let (folder, _data) = config(&["--nats", "nats://127.0.0.1:9"]);
    let finding = shelf::one_place(&folder, &test.options).await.expect("named");
    assert_eq!((finding.grade, finding.says.contains("data/blobs is a folder")), (Grade::Doubtful, true), "{finding}");
    let (bucket, _data) = config(&["--nats", "nats://127.0.0.1:9", "--blobs", "s3://key:s3cret@s3.trust.example/pando"]);
    assert_eq!(shelf::one_place(&bucket, &test.options).await, None);
    let (alone, _data) = config(&[]);
    assert_eq!(shelf::one_place(&alone, &alone.database()).await, None, "on SQLite");
    // The test itself has the database open, on this machine.
    assert_eq!(shelf::one_place(&alone, &test.options).await, None);
}

#[tokio::test]
async fn a_server_on_another_machine_is_seen_from_either_side_and_one_on_the_same_is_not() {
    let (cluster, port) = Cluster::with_port().await.unwrap();
    // To PostgreSQL its own machine's socket and a port are two places, as two machines are.
    let socket = TestDb::options_for(cluster.url().to_owned());
    let tcp = TestDb::options_for(format!("postgres://pando@127.0.0.1:{port}/postgres"));
    let (folder, _data) = config(&[]);
    let server = Db::open(&tcp).await.unwrap();
    // First of all: PostgreSQL may show for a moment who has just gone.
    assert_eq!(shelf::one_place(&folder, &tcp).await, None, "on this machine");
    let seen = "a server on another machine uses the same database now";
    let finding = shelf::one_place(&folder, &socket).await.expect("named");
    assert_eq!((finding.grade, finding.says.contains(seen)), (Grade::Doubtful, true), "{finding}");
    server.close().await;
    let _server = Db::open(&socket).await.unwrap();
    let finding = shelf::one_place(&folder, &tcp).await.expect("named");
    assert_eq!((finding.grade, finding.says.contains(seen)), (Grade::Doubtful, true), "by the socket: {finding}");
}

#[tokio::test]
async fn a_bare_machine_gets_good_grades_for_what_it_has() {
    let (config, _folder) = config(&[]);
    Db::open_up_to_date(&config.database()).await.unwrap().close().await;
    for finding in
        [checks::secret(&config), shelf::blobs(&config).await, checks::audit(&config), checks::clock(&config), checks::certificate(&config)]
    {
        assert_eq!(finding.grade, Grade::Good, "{finding}");
    }
}

#[test]
fn people_on_the_network_without_tls_are_wrong() {
    let (open, _folder) = config(&["--listen", "0.0.0.0:3000", "--public-url", "http://pando.trust.example"]);
    assert_eq!(checks::certificate(&open).grade, Grade::Bad);
    let (proxied, _folder) = config(&["--listen", "0.0.0.0:3000", "--public-url", "https://pando.trust.example"]);
    assert_eq!(checks::certificate(&proxied).grade, Grade::Good);
}

#[test]
fn limits_and_free_space_are_read_as_the_system_writes_them() {
    let limits = "Limit                     Soft Limit           Hard Limit           Units     \nMax open files            1024                 1048576              files     \n";
    assert_eq!(checks::open_files(limits), Some(1_024));
    let df =
        "Filesystem     1024-blocks      Used Available Capacity Mounted on\noverlay          263174212 108834652 141954484      44% /\n";
    assert_eq!(checks::free_megabytes(df), Some(138_627));
}
