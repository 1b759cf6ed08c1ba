//! One check a function.

use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

use platform::clock::Clock;
use platform::config::Config;
use platform::db::{Db, DbError, Options, Tables};
use platform::jobs::{self, Kind, NewJob};
use platform::mail::{MailRoute, Mailer};
use platform::secret::Secret;
use tokio::time::Instant;

use super::Finding;
use crate::{in_full, mailbox};

/// A disk slower than this holds up every sender.
const SLOW_WRITE: Duration = Duration::from_millis(100);
/// A moment that no honest clock can show any more: 2026-01-01.
const PAST: i64 = 1_767_225_600_000;
/// What is written to see that it can be.
const CHECK: Kind = Kind::named("doctor");
/// How far two clocks may be apart.
const APART: i64 = 5_000;

/// The database: open, up to date, true to its promises, writable, how fast; and the jobs that were given up.
pub async fn database(options: &Options) -> Vec<Finding> {
    let db = match Db::open(options).await {
        Ok(db) => db,
        Err(error @ DbError::PromisesLess(_)) => {
            let advice = "these are the server's own settings; a hosted PostgreSQL that cannot change them is not one to keep messages in";
            return vec![Finding::bad("database", in_full(&error), advice)];
        }
        Err(error) => {
            let advice =
                "check the setting `database`, that its server runs and its folder can be written; `server migrate` makes a new one";
            return vec![Finding::bad("database", in_full(&error), advice)];
        }
    };
    let mut findings = Vec::new();
    match db.tables().await {
        Ok(tables @ (Tables::Current | Tables::Newer)) => {
            findings.push(durable_write(&db, tables).await);
            findings.push(promises(&db).await);
            findings.push(failed_jobs(&db).await);
            findings.push(last_word(&db).await);
            findings.push(clocks(&db).await);
        }
        Ok(Tables::Older) => findings.push(Finding::bad("database", "its tables are older than this program", "run server migrate")),
        Ok(Tables::TooNew(oldest)) => {
            let says = format!("its tables may be used only by programs that know migration {oldest}, and this one does not");
            findings.push(Finding::bad("database", says, "run the newer program, or put back a copy from before it"));
        }
        Err(error) => findings.push(Finding::bad("database", in_full(&error), "run server migrate")),
    }
    db.close().await;
    findings
}

/// What an acknowledgement of this database is worth, setting by setting.
async fn promises(db: &Db) -> Finding {
    let promises = match db.promises().await {
        Ok(promises) => promises,
        Err(error) => return Finding::bad("promises", in_full(&error), "check that the database's user may write"),
    };
    let says: Vec<_> = promises.iter().map(|promise| format!("{} = {}", promise.name, promise.value)).collect();
    let broken: Vec<_> = promises.iter().filter_map(|promise| Some(format!("{} must be {}", promise.name, promise.broken?))).collect();
    if broken.is_empty() {
        return Finding::good("promises", says.join(", "));
    }
    Finding::bad("promises", says.join(", "), broken.join(", "))
}

async fn durable_write(db: &Db, tables: Tables) -> Finding {
    let began = Instant::now();
    match write_and_remove(db).await {
        Ok(()) => {
            // Two commits: one writes, one cleans up.
            let took = began.elapsed() / 2;
            let stand = if tables == Tables::Newer { "newer than this program, which may use it" } else { "up to date" };
            let says = format!("{}, {stand}; a durable write takes {:.1} ms", db.engine(), took.as_secs_f64() * 1_000.0);
            if took > SLOW_WRITE {
                return Finding::doubtful("database", says, "put the database on a disk of its own, best an SSD");
            }
            Finding::good("database", says)
        }
        Err(error) => Finding::bad(
            "database",
            format!("cannot be written: {}", in_full(&error)),
            "check who owns its files, and the space on its disk",
        ),
    }
}

async fn write_and_remove(db: &Db) -> Result<(), DbError> {
    let mut tx = db.write().await?;
    // Of a kind that no runner knows.
    jobs::enqueue(&mut tx, &NewJob::new(CHECK, "", i64::MAX).once("write")).await?;
    tx.commit().await?;
    let mut tx = db.write().await?;
    jobs::cancel(&mut tx, CHECK, "write").await?;
    tx.commit().await
}

async fn failed_jobs(db: &Db) -> Finding {
    match jobs::list_failed(db, 1_000).await {
        Ok(failed) if failed.is_empty() => Finding::good("jobs", "none was given up"),
        Ok(failed) => {
            let newest = failed.first().map(|job| format!("{}: {}", job.kind, job.last_error.as_deref().unwrap_or("no reason kept")));
            let says = format!("{} given up; the newest is {}", failed.len(), newest.unwrap_or_default());
            Finding::doubtful("jobs", says, "mend the cause (often mail), then: DELETE FROM job WHERE failed_at IS NOT NULL")
        }
        Err(error) => Finding::bad("jobs", in_full(&error), "run server migrate"),
    }
}

/// A clock that went back would put new messages before old ones on the screen.
async fn last_word(db: &Db) -> Finding {
    let newest = async {
        let (at,): (Option<i64>,) = db.read().await?.query("SELECT max(last_at) FROM conversation").fetch_one().await?;
        Ok::<_, DbError>(at.unwrap_or(0))
    };
    match newest.await {
        Ok(at) if at > Clock::Machine.now() + APART => Finding::bad(
            "clock",
            "the database holds words from the future: this clock went back",
            "set the clock (timedatectl set-ntp true) before serving",
        ),
        Ok(_) => Finding::good("clock", "nothing in the database is from the future"),
        Err(error) => Finding::bad("database", in_full(&error), "run server migrate"),
    }
}

/// Other servers can be heard, where there are any. Without them being heard nothing is lost, so nothing here is wrong.
pub async fn bus(config: &Config) -> Finding {
    let Some(route) = &config.nats else {
        return Finding::good("servers", "this is the only one on its database; set `nats` where there are several");
    };
    if config.database.starts_with("sqlite:") {
        return Finding::doubtful("servers", "several are told of each other, and SQLite is for one", "put the database on PostgreSQL");
    }
    match route.check().await {
        Ok(()) => Finding::good("servers", format!("tell each other at {}", route.places())),
        Err(trouble) => Finding::doubtful(
            "servers",
            format!("{} does not answer: {trouble}", route.places()),
            "check the setting `nats`; until it answers, what happens on another server is seen some seconds later",
        ),
    }
}

/// Several servers agree what time it is if each agrees with the database.
async fn clocks(db: &Db) -> Finding {
    if !db.writes_side_by_side() {
        return Finding::good("clocks", "the database is on this machine");
    }
    let asked = async {
        let theirs = "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)";
        Ok::<_, DbError>(db.read().await?.query(theirs).fetch_one::<(i64,)>().await?.0)
    };
    match asked.await {
        Ok(theirs) if (Clock::Machine.now() - theirs).abs() <= APART => Finding::good("clocks", "this one agrees with the database's"),
        Ok(theirs) => Finding::bad(
            "clocks",
            format!("this one is {} s apart from the database's", (Clock::Machine.now() - theirs) / 1_000),
            "set both (timedatectl set-ntp true): what is used at two servers is locked by the one whose clock is wrong",
        ),
        Err(error) => Finding::bad("clocks", in_full(&error), "check the setting `database`"),
    }
}

/// The server's own key.
pub fn secret(config: &Config) -> Finding {
    match Secret::load_or_create(&config.secret_file) {
        Ok(_) => Finding::good("key", format!("{} is there; keep a copy apart from the database's", config.secret_file.display())),
        Err(error) => Finding::bad("key", error.to_string(), "restore it from your copy; deleting it voids every code and PIN"),
    }
}

/// The audit trail's heads can be written outside the database.
pub fn audit(config: &Config) -> Finding {
    let folder = config.audit_heads.display();
    match file_time(&config.audit_heads) {
        Ok(_) => Finding::good("audit", format!("{folder} can be written; server audit verify checks the trail itself")),
        Err(error) => Finding::bad("audit", format!("{folder}: {error}"), "check the setting `audit_heads`, and who owns that folder"),
    }
}

/// Mail could go out.
pub async fn mail(config: &Config) -> Finding {
    let open = async { Mailer::open(&config.mail, &config.mail_from, Clock::Machine)?.check().await };
    match (open.await, &config.mail) {
        (Err(error), _) => Finding::bad("mail", in_full(&error), "check the setting `mail`; nobody can sign in on a new device without it"),
        (Ok(()), MailRoute::Smtp(smtp)) => Finding::good("mail", format!("{}:{} answers", smtp.host, smtp.port)),
        (Ok(()), MailRoute::Outbox(folder)) if mailbox::is_safe(config) => {
            Finding::good("mail", format!("kept in {}, to be read at {}/dev/mail", folder.display(), config.public_url))
        }
        (Ok(()), MailRoute::Outbox(_)) => {
            Finding::bad("mail", "is kept in a folder, and nobody gets a code", "set `mail` to smtp://user:password@host:port?tls=required")
        }
    }
}

/// The certificate and its key can be read.
pub fn certificate(config: &Config) -> Finding {
    let (Some(cert), Some(key)) = (&config.tls_cert, &config.tls_key) else {
        return if config.is_public_tls() || config.listen.ip().is_loopback() {
            Finding::good("TLS", "left to a proxy in front, or not needed on this machine")
        } else {
            Finding::bad(
                "TLS",
                "people reach this server without TLS",
                "set `tls_cert` and `tls_key`, or put a proxy in front and set `public_url` to https://…",
            )
        };
    };
    for (file, words) in [(cert, "CERTIFICATE"), (key, "PRIVATE KEY")] {
        match std::fs::read_to_string(file) {
            Ok(text) if text.contains(words) => {}
            Ok(_) => {
                return Finding::bad(
                    "TLS",
                    format!("{} holds no {words}", file.display()),
                    "the files are PEM; the certificate comes first, then its chain",
                );
            }
            Err(error) => {
                return Finding::bad(
                    "TLS",
                    format!("{}: {error}", file.display()),
                    "check `tls_cert` and `tls_key`, and who may read them",
                );
            }
        }
    }
    Finding::good("TLS", "certificate and key are there")
}

/// The clock agrees with the file system's, and with the calendar.
pub fn clock(config: &Config) -> Finding {
    const ADVICE: &str = "set the clock: timedatectl set-ntp true";
    let now = Clock::Machine.now();
    if now < PAST {
        return Finding::bad("clock", "shows a time before this program was made", ADVICE);
    }
    match file_time(&config.data_dir) {
        Ok(written) if (now - written).abs() <= APART => Finding::good("clock", "agrees with the disk's"),
        Ok(written) => Finding::bad("clock", format!("is {} s apart from the disk's", (now - written) / 1_000), ADVICE),
        Err(error) => Finding::bad(
            "clock",
            format!("{} cannot be written: {error}", config.data_dir.display()),
            "check the setting `data_dir`, and who owns that folder",
        ),
    }
}

/// When a file written now says it was written (ms UTC).
fn file_time(folder: &Path) -> std::io::Result<i64> {
    platform::folder::make(folder)?;
    let file = folder.join(format!(".doctor-{}", std::process::id()));
    std::fs::write(&file, "check")?;
    let written = std::fs::metadata(&file)?.modified()?;
    std::fs::remove_file(&file)?;
    let since = written.duration_since(UNIX_EPOCH).unwrap_or_default();
    Ok(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// Every connection takes a file descriptor, and so do the database and the log.
pub fn descriptors(config: &Config) -> Finding {
    // A connection to SQLite holds at most three: the database, its log (-wal) and what is shared (-shm).
    let wanted = u64::from(config.max_connections) + u64::from(config.database_connections) * 3 + 64;
    match std::fs::read_to_string("/proc/self/limits").ok().as_deref().and_then(open_files) {
        Some(limit) if limit >= wanted => Finding::good("descriptors", format!("{limit} files may be open; {wanted} are wanted")),
        Some(limit) => {
            let advice = format!("ulimit -n {wanted}, or LimitNOFILE={wanted} in the systemd unit, or a smaller `max_connections`");
            Finding::doubtful("descriptors", format!("only {limit} files may be open; {wanted} are wanted"), advice)
        }
        None => Finding::doubtful("descriptors", "the limit cannot be read on this system", format!("see that {wanted} files may be open")),
    }
}

pub(super) fn open_files(limits: &str) -> Option<u64> {
    let soft = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?.split_whitespace().next()?;
    if soft == "unlimited" { Some(u64::MAX) } else { soft.parse().ok() }
}

/// There is room on the disk that holds the data.
pub fn disk(config: &Config) -> Finding {
    const ADVICE: &str = "make room, or move `data_dir` to a larger disk; when it is full, sending fails and reading goes on";
    // Rust's library cannot ask. With -P it is one line a disk, whatever the disk is called (POSIX).
    let output = std::process::Command::new("df").arg("-Pk").arg(&config.data_dir).output();
    let free = output.ok().and_then(|output| free_megabytes(&String::from_utf8_lossy(&output.stdout)));
    match free {
        Some(free) if free >= 1_024 => Finding::good("disk", format!("{free} MB free")),
        Some(free) if free >= 128 => Finding::doubtful("disk", format!("only {free} MB free"), ADVICE),
        Some(free) => Finding::bad("disk", format!("only {free} MB free"), ADVICE),
        None => Finding::doubtful("disk", "df does not say how much is free", "see that there is at least 1 GB"),
    }
}

pub(super) fn free_megabytes(df: &str) -> Option<u64> {
    df.lines().nth(1)?.split_whitespace().nth(3)?.parse::<u64>().ok().map(|kilobytes| kilobytes / 1_024)
}
