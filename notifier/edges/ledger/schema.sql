-- The ledger: what people were told, what waits to be told, what was heard.
-- Instants are whole seconds since 1970-01-01 UTC. Only this package has SQL. Kept within what SQLite and PostgreSQL share.

CREATE TABLE meta (            -- small single values: armed, last pass, instance, breaker
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE event (           -- one row a calendar event ever known; content is the newest recorded revision
    id            INTEGER PRIMARY KEY,
    uid           TEXT NOT NULL UNIQUE,
    key           TEXT NOT NULL,
    item          TEXT NOT NULL,
    sequence      INTEGER NOT NULL,
    content       TEXT NOT NULL,       -- the Event as JSON
    at            INTEGER NOT NULL,    -- when this revision was recorded
    pending       TEXT,                -- a changed Event still settling (rule 5)
    pending_since INTEGER,
    vanished_at   INTEGER,             -- its source no longer names it: a question, never a cancellation
    told          INTEGER NOT NULL DEFAULT 0 -- who heard of it: Heard in events.py; 1 once a guest's message names its current sequence
) STRICT;

CREATE TABLE revision (        -- every state that anybody was told
    event    INTEGER NOT NULL REFERENCES event(id),
    sequence INTEGER NOT NULL,
    content  TEXT NOT NULL,
    at       INTEGER NOT NULL,
    PRIMARY KEY (event, sequence)
) STRICT;

CREATE TABLE person (          -- everybody ever in the list; a corrected address keeps the number
    id       INTEGER PRIMARY KEY,
    address  TEXT NOT NULL UNIQUE,
    name     TEXT NOT NULL,
    school   TEXT NOT NULL,
    joined_at INTEGER NOT NULL,
    left_at  INTEGER,                  -- written in the list as left
    absent_at INTEGER,                 -- no longer in the list: a question, never a cancellation
    state    TEXT NOT NULL DEFAULT 'ok' CHECK (state = 'ok' OR state = 'paused' OR state = 'muted'),
    why      TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX person_name ON person(name, school);

CREATE TABLE expansion (       -- a notice whose audience has been written into the outbox for this roster
    event    INTEGER NOT NULL,         -- 0: not about one event
    sequence INTEGER NOT NULL,
    kind     TEXT NOT NULL,
    step     TEXT NOT NULL,
    start    TEXT NOT NULL,
    roster   TEXT NOT NULL,
    PRIMARY KEY (event, sequence, kind, step, start)
) STRICT, WITHOUT ROWID;

CREATE TABLE skeleton (        -- stored bytes: a whole mail, or one with places for a person's slots
    id    INTEGER PRIMARY KEY,
    keep_until INTEGER NOT NULL,       -- the latest valid_until of its messages: erased so long after (152-ФЗ)
    bytes BLOB NOT NULL
) STRICT;

CREATE TABLE message (         -- outbox and ledger in one: told means stored
    id          INTEGER PRIMARY KEY,
    kind        TEXT NOT NULL,
    role        TEXT NOT NULL,
    item        TEXT,
    event       INTEGER NOT NULL DEFAULT 0,
    sequence    INTEGER NOT NULL DEFAULT 0,
    start       TEXT NOT NULL DEFAULT '',
    step        TEXT NOT NULL DEFAULT '',
    person      INTEGER NOT NULL DEFAULT 0,
    address     TEXT NOT NULL,
    turn        INTEGER NOT NULL DEFAULT 0,
    carrier     INTEGER REFERENCES message(id), -- a merged reminder travels in this mail; its state is the carrier's
    state       TEXT NOT NULL DEFAULT 'queued'
                CHECK (state = 'queued' OR state = 'sending' OR state = 'sent' OR state = 'bounced' OR state = 'failed'
                       OR state = 'held' OR state = 'superseded' OR state = 'expired'), -- not IN: see OPEN in rows.py
    live        INTEGER NOT NULL DEFAULT 1, -- 0 once superseded or expired: its key may be told anew
    lane        INTEGER NOT NULL DEFAULT 2, -- which gate it waits at: 0 none (coordinator, admin), 1 urgent, 2 the sending window
    urgent      INTEGER NOT NULL DEFAULT 0,
    priority    INTEGER NOT NULL DEFAULT 5,
    due         INTEGER NOT NULL,
    next_at     INTEGER NOT NULL,      -- earliest next attempt
    valid_until INTEGER NOT NULL,
    attempts    INTEGER NOT NULL DEFAULT 0,
    uncertain   INTEGER NOT NULL DEFAULT 0, -- attempts that may have been accepted unheard
    method      TEXT NOT NULL DEFAULT '',
    subject     TEXT NOT NULL DEFAULT '',
    message_id  TEXT NOT NULL DEFAULT '',
    skeleton    INTEGER REFERENCES skeleton(id),  -- NULL for a carried row, or once erased
    slots       BLOB,                  -- NULL: the skeleton is the whole mail
    digest      BLOB,                  -- seals what is stored: SHA-256 of a whole mail, Stored.seal of skeleton and slots
    starts      INTEGER NOT NULL DEFAULT 0, -- how often a start found it open: what crashes us is set aside at three
    reply       TEXT NOT NULL DEFAULT '', -- the server's last words, or why it was set aside
    created_at  INTEGER NOT NULL,
    changed_at  INTEGER NOT NULL
) STRICT;
-- A key once told stays told; only what never left may be told anew. "live" and not the state itself: an index on the
-- state would be rewritten with each of its changes (measured: 5 of 27 microseconds a message).
CREATE UNIQUE INDEX message_key ON message(event, person, kind, step, start, sequence, turn, address) WHERE live = 1;
CREATE INDEX message_due ON message(lane, priority, next_at, id) WHERE state = 'queued' AND carrier IS NULL;
CREATE INDEX message_open ON message(valid_until, state) WHERE (state = 'queued' OR state = 'sending' OR state = 'held') AND carrier IS NULL;
CREATE INDEX message_carried ON message(carrier) WHERE carrier IS NOT NULL;
CREATE INDEX message_mid ON message(message_id) WHERE message_id <> '';
CREATE INDEX message_skeleton ON message(skeleton) WHERE skeleton IS NOT NULL;

CREATE TABLE tally (           -- how many mails (carriers) are in each state: status must not count a million rows
    state TEXT PRIMARY KEY,
    n     INTEGER NOT NULL
) STRICT;

CREATE TABLE trouble (         -- transitions a person must hear of: failed, held, expired, bounced; told once
    id       INTEGER PRIMARY KEY,
    message  INTEGER NOT NULL,
    state    TEXT NOT NULL,
    why      TEXT NOT NULL,
    cause    TEXT NOT NULL DEFAULT 'none',
    at       INTEGER NOT NULL,
    told_in  INTEGER                    -- the coordinator's message that reported it
) STRICT;
CREATE INDEX trouble_untold ON trouble(id) WHERE told_in IS NULL;

CREATE TABLE quota (           -- attempted recipients a second, for the sliding limits; survives restarts
    second   INTEGER PRIMARY KEY,
    attempts INTEGER NOT NULL
) STRICT;

CREATE TABLE answer (          -- the newest answer of each attendee to each event
    event    INTEGER NOT NULL,
    address  TEXT NOT NULL,
    partstat TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    dtstamp  INTEGER NOT NULL,
    trust    TEXT NOT NULL,
    sender   TEXT NOT NULL,
    comment  TEXT NOT NULL,
    at       INTEGER NOT NULL,
    PRIMARY KEY (event, address)
) STRICT;

CREATE TABLE bounce (          -- what was heard about addresses
    id      INTEGER PRIMARY KEY,
    message INTEGER,
    address TEXT NOT NULL,
    hard    INTEGER NOT NULL,
    code    TEXT NOT NULL,
    why     TEXT NOT NULL,
    at      INTEGER NOT NULL
) STRICT;
CREATE INDEX bounce_address ON bounce(address);

CREATE TABLE inbox (           -- messages already taken into account, by content
    digest TEXT PRIMARY KEY,
    class  TEXT NOT NULL,
    at     INTEGER NOT NULL,
    tries  INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE note (            -- things the coordinator is to be told in her next mail, once
    id       INTEGER PRIMARY KEY,
    topic    TEXT NOT NULL,            -- decision, answer, alarm, missed ...
    key      TEXT NOT NULL,            -- the same thing is noted once
    item     TEXT,
    text     TEXT NOT NULL,
    at       INTEGER NOT NULL,
    told_in  INTEGER,
    UNIQUE (topic, key)
) STRICT;
CREATE INDEX note_untold ON note(id) WHERE told_in IS NULL;

CREATE TABLE approval (        -- a person saw these revisions and said yes
    event    INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    PRIMARY KEY (event, sequence)
) STRICT;
