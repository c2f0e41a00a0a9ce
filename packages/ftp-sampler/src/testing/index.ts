export { hasRedis, RedisServer } from './redis-server.ts';
export {
  answering,
  chainModel,
  exactScorer,
  ruleModel,
  sumOf,
  sumTask,
  sumTasks,
  teacherSettings,
  type RuleModel,
} from './teacher.ts';
