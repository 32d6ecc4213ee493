// The console's words in English and Korean.
const en = {
  analyses: 'Analyses', workflows: 'Workflows', servers: 'Servers', signOut: 'Sign out', signIn: 'Sign in',
  adminKey: 'Admin key', adminKeyHelp: 'Printed once by the first ./run.', wrongKey: 'This key is not right.',
  noAnalyses: 'No analyses yet. Register a server, then let it post its errors to /api/v1/webhook/error.',
  noServers: 'No servers yet.', noWorkflows: 'No workflows match.', loading: 'Loading …', more: 'Show more',
  occurrences: 'Occurrences', cause: 'Root cause', confidence: 'Confidence', explanation: 'Explanation',
  evidence: 'Evidence', diff: 'Proposed change', validation: 'Validation', timeline: 'Timeline', report: 'Report',
  approve: 'Approve', reject: 'Reject', reason: 'Reason (optional)', decide: 'Decision', retry: 'Retry',
  history: 'Workflow history', download: 'Download history (JSON)', state: 'State', server: 'Server', error: 'Error',
  message: 'Message', branch: 'Branch', commit: 'Commit', pullRequest: 'Pull request', decidedBy: 'Decided by',
  stackTrace: 'Stack trace', noDiff: 'No change is proposed.', live: 'Updates appear here by themselves.',
  accepted: 'Decision accepted', restarted: 'Analysis restarted', add: 'Add server', edit: 'Edit', remove: 'Remove',
  save: 'Save', cancel: 'Cancel', saved: 'Saved', removed: 'Removed', filter: 'Filter', event: 'Event', time: 'Time', detail: 'Detail',
  name: 'Name', hosts: 'Hosts', hostsHelp: 'Addresses that reports come from, separated by commas; * for any.',
  repository: 'Repository URL or path', token: 'Token', tokenHelp: 'Left empty, the stored one stays.',
  webhookSecret: 'Webhook secret', slackChannel: 'Slack channel', approvers: 'Approvers',
  approversHelp: 'Slack user ids, separated by commas. Nobody may decide in Slack if this is empty.',
  testCommand: 'Test command', testCommandHelp: 'Fails on the error, passes once it is fixed. Runs in a sandboxed copy.',
  locale: 'Language of messages', active: 'Accept reports', sourceRoot: 'Folder of the application', all: 'All',
  confirmRemove: 'Remove this server? Its analyses stay.', failed: 'That did not work', status: 'Status', type: 'Type', started: 'Started',
};
const ko = {
  analyses: '분석', workflows: '워크플로', servers: '서버', signOut: '로그아웃', signIn: '로그인',
  adminKey: '관리자 키', adminKeyHelp: '처음 ./run 을 실행할 때 한 번만 표시됩니다.', wrongKey: '키가 올바르지 않습니다.',
  noAnalyses: '아직 분석이 없습니다. 서버를 등록하고 오류를 /api/v1/webhook/error 로 보내세요.',
  noServers: '등록된 서버가 없습니다.', noWorkflows: '해당하는 워크플로가 없습니다.', loading: '불러오는 중 …', more: '더 보기',
  occurrences: '발생 횟수', cause: '근본 원인', confidence: '신뢰도', explanation: '설명',
  evidence: '근거', diff: '수정 제안', validation: '검증', timeline: '진행 과정', report: '보고 내용',
  approve: '승인', reject: '거절', reason: '사유 (선택)', decide: '결정', retry: '다시 시도',
  history: '워크플로 기록', download: '기록 내려받기 (JSON)', state: '상태', server: '서버', error: '오류',
  message: '메시지', branch: '브랜치', commit: '커밋', pullRequest: '풀 리퀘스트', decidedBy: '결정한 사람',
  stackTrace: '스택 트레이스', noDiff: '제안된 수정이 없습니다.', live: '변경 사항이 자동으로 표시됩니다.',
  accepted: '결정이 접수되었습니다', restarted: '분석을 다시 시작했습니다', add: '서버 추가', edit: '수정', remove: '삭제',
  save: '저장', cancel: '취소', saved: '저장했습니다', removed: '삭제했습니다', filter: '필터', event: '이벤트', time: '시각', detail: '내용',
  name: '이름', hosts: '호스트', hostsHelp: '보고를 보내는 주소를 쉼표로 구분합니다. 모두 허용하려면 *.',
  repository: '저장소 URL 또는 경로', token: '토큰', tokenHelp: '비워 두면 저장된 값을 유지합니다.',
  webhookSecret: '웹훅 비밀 값', slackChannel: 'Slack 채널', approvers: '승인자',
  approversHelp: 'Slack 사용자 ID를 쉼표로 구분합니다. 비어 있으면 Slack에서 아무도 결정할 수 없습니다.',
  testCommand: '테스트 명령', testCommandHelp: '오류가 있으면 실패하고 고쳐지면 통과해야 합니다. 격리된 사본에서 실행됩니다.',
  locale: '메시지 언어', active: '보고 받기', sourceRoot: '애플리케이션 폴더', all: '전체',
  confirmRemove: '이 서버를 삭제할까요? 분석은 남습니다.', failed: '처리하지 못했습니다', status: '상태', type: '종류', started: '시작',
};
const states = {
  en: {
    Received: 'Received', Cloning: 'Cloning', Indexing: 'Indexing', Analyzing: 'Analyzing', Validating: 'Validating',
    AwaitingApproval: 'Waiting for a decision', Publishing: 'Publishing', Published: 'Published', Rejected: 'Rejected',
    Expired: 'Expired', NoFix: 'No fix proposed', Failed: 'Failed', Canceled: 'Canceled',
  },
  ko: {
    Received: '접수됨', Cloning: '복제 중', Indexing: '색인 중', Analyzing: '분석 중', Validating: '검증 중',
    AwaitingApproval: '결정 대기', Publishing: '게시 중', Published: '게시됨', Rejected: '거절됨',
    Expired: '기한 만료', NoFix: '수정 제안 없음', Failed: '실패', Canceled: '취소됨',
  },
};
export const language = navigator.language.toLowerCase().startsWith('ko') ? 'ko' : 'en';
export const t = (key) => (language === 'ko' ? ko : en)[key] ?? en[key] ?? key;
export const stateText = (state) => states[language][state] ?? state;
export const stateClass = (state) => ['Published'].includes(state) ? 'good'
  : ['Failed', 'Expired', 'Canceled'].includes(state) ? 'bad' : state === 'AwaitingApproval' ? 'wait' : '';
export const when = (time) => new Intl.DateTimeFormat(language, { dateStyle: 'short', timeStyle: 'medium' }).format(new Date(time));
