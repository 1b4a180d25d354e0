/**
 * A country's worth of a county: tasks in plans of 200, each led by one of the units, with one open progress
 * deadline, a fifth of them overdue, and notes handed in and returned. Written by plain SQL, without fsync.
 */
import Sqlite from 'better-sqlite3';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

export const SESSION = 'bench-session';
export const TOKEN = 'duban_bench-supervisor';
export const unitToken = (unit) => `duban_bench-unit-${unit}`;
export const DEPARTMENT = 1;
/** Unit 1 is the department; the units that owe are 2, 3, … */
export const unitOf = (task, units) => 2 + ((task - 1) % units);

const TASKS_PER_PLAN = 200;
const [FROM, TITLE] = ['2020-01-01', '完善干部队伍建设长效机制'];
const TEXT =
  '围绕年度目标任务，健全工作机制，明确责任分工，细化推进措施，确保各项任务按序时进度落实到位并取得实效。';
const NOTE =
  '已召开专题会议研究部署，完成方案制定和任务分工，正在按计划推进，下一步将加强督促检查并及时总结经验做法。';

const SOURCE = TEXT.repeat(100);

export async function module(dist, file) {
  return import(pathToFileURL(path.join(dist, file)).href);
}

/** @param size { tasks, units, overdue } @param today the day it is all relative to */
export async function makeData(file, size, { dist, today }) {
  const { migrate } = await module(dist, 'platform/migrate.js');
  await migrate(`sqlite:${file}`);
  const { secretHash } = await module(dist, 'access/secrets.js');
  const db = new Sqlite(file);
  db.pragma('synchronous = OFF');
  db.transaction(() => {
    putUnits(db, size, secretHash);
    putPlans(db, size, today);
    putTasks(db, size, today);
  })();
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
}

function putUnits(db, { units }, secretHash) {
  const unit = inserter(db, 'units', 'id name nameKey kind parentId reachedBy isSenior isSupervisor endedOn');
  const person = inserter(
    db,
    'people',
    'id name loginName email phone passwordHash lockedUntil createdAt leftOn',
  );
  const role = inserter(db, 'person_roles', 'personId role');
  const contact = inserter(db, 'contacts', 'unitId personId isHead fromOn untilOn');
  const token = inserter(db, 'api_tokens', 'personId name tokenHash createdAt lastOn revokedAt perMinute');
  const now = new Date().toISOString();
  for (let id = DEPARTMENT; id <= units + 1; id += 1) {
    const isDepartment = id === DEPARTMENT;
    const name = isDepartment ? '市委组织部' : `第${id}单位`;
    unit(id, name, name, 'unit', null, 'mail', 0, Number(isDepartment), null);
    person(id, `${name}联络员`, `u${id}`, `u${id}@bench.example`, null, 'x', null, now, null);
    role(id, isDepartment ? 'supervisor' : 'reporter');
    contact(id, id, 0, FROM, null);
    token(id, 'bench', secretHash(isDepartment ? TOKEN : unitToken(id)), now, null, null, 100_000_000);
  }
  inserter(db, 'sessions', 'tokenHash personId csrfToken createdAt lastSeenAt endsAt')(
    secretHash(SESSION),
    DEPARTMENT,
    'x',
    now,
    now,
    new Date(Date.now() + 8 * 3600 * 1000).toISOString(),
  );
  const reader = inserter(db, 'digest_recipients', 'unitId name address cadence fromOn untilOn');
  reader(DEPARTMENT, '督查科', 'ducha@bench.example', 'overdue', FROM, null);
}

function putPlans(db, { tasks }, today) {
  const columns = `id title documentNumber issuedBy issuedOn sourceName sourceText doubts leftOver state reporting
    supervisorUnitId clockStartedOn issuedAt createdAt changedAt`;
  const plan = inserter(db, 'plans', columns);
  const on = daysAfter(today, -300);
  const at = `${on}T01:00:00.000Z`;
  for (let id = 1; id <= Math.ceil(tasks / TASKS_PER_PLAN); id += 1) {
    const title = `重点工作任务分解方案（第${id}号）`;
    const number = `海办〔2025〕${id}号`;
    plan(
      id,
      title,
      number,
      '市委',
      on,
      'bench',
      SOURCE,
      '[]',
      '[]',
      'issued',
      'first-lead',
      DEPARTMENT,
      on,
      at,
      at,
      at,
    );
  }
}

function putTasks(db, { tasks, units, overdue }, today) {
  const task = inserter(
    db,
    'tasks',
    `id planId position no section title text sourceStart sourceEnd openEnded kinds kindsCertain restsOnAssessment
     standingRhythm printed state`,
  );
  const duty = inserter(db, 'duties', 'taskId unitId part isFirst position printedName reports');
  const put = { deadline: deadlines(db), note: notes(db) };
  const opened = daysAfter(today, -300);
  for (let id = 1; id <= tasks; id += 1) {
    const planId = Math.ceil(id / TASKS_PER_PLAN);
    const [lead, other] = [unitOf(id, units), unitOf(id + 1, units)];
    const position = id % TASKS_PER_PLAN;
    const no = String(position + 1);
    task(
      id,
      planId,
      position,
      no,
      '',
      `${TITLE}${id}`,
      TEXT,
      0,
      0,
      0,
      '["one-off"]',
      1,
      0,
      'half-year',
      '[]',
      'active',
    );
    duty(id, lead, 'lead', 1, 0, `第${lead}单位`, 1);
    duty(id, other, 'cooperating', 0, 1, `第${other}单位`, 0);
    const isOverdue = (id * 7) % tasks < overdue;
    const dueOn = daysAfter(today, isOverdue ? -15 - (id % 180) : 30 + (id % 300));
    put.deadline(id, planId, lead, dueOn, opened);
    for (let n = 1; n <= 3; n += 1) put.note(id, lead, n, daysAfter(today, -240 + n * 10));
  }
}

function deadlines(db) {
  const columns = 'id planId taskId subject unitId kind period originalDueOn dueOn source openedOn returns';
  const insert = inserter(db, 'deadlines', columns);
  return (id, planId, unit, dueOn, opened) =>
    insert(id, planId, id, `task:${id}`, unit, 'progress', '2026-H1', dueOn, dueOn, 'rule', opened, 3);
}

function notes(db) {
  const note = inserter(
    db,
    'submissions',
    `id deadlineId unitId receiptNumber text standing percentage channel receivedOn submittedAt submittedById state`,
  );
  const answer = inserter(
    db,
    'verifications',
    'submissionId outcome reason verifiedOn verifiedAt verifiedById',
  );
  return (task, unit, n, day) => {
    const id = (task - 1) * 3 + n;
    const receipt = `〔2025〕${String(id).padStart(6, '0')}`;
    const at = `${day}T02:00:00.000Z`;
    note(id, task, unit, receipt, NOTE, 'on-schedule', 25 * n, 'web', day, at, unit, 'returned');
    answer(id, 'returned', '请补充佐证材料。', day, at, DEPARTMENT);
  };
}

function inserter(db, table, columns) {
  const names = columns.trim().split(/\s+/);
  const quoted = names.map((name) => `"${name}"`).join(', ');
  const statement = db.prepare(
    `INSERT INTO ${table} (${quoted}) VALUES (${names.map(() => '?').join(', ')})`,
  );
  return (...values) => statement.run(...values);
}

export function daysAfter(day, days) {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
