using OpsFlow.Workflows.ErrorAnalysis;

namespace OpsFlow.Activities.ErrorAnalysis.Notifications;

/// <summary>The words of messages in one language.</summary>
internal sealed record SlackWords(
    string Reminder,
    string Occurrences,
    string Cause,
    string Evidence,
    string Validation,
    string Approve,
    string Reject,
    string Approved,
    string Rejected,
    string Open,
    IReadOnlyDictionary<AnalysisState, string> States)
{
    private static readonly SlackWords s_english = new(
        "Reminder",
        "Occurrences",
        "Root cause",
        "Evidence",
        "Validation",
        "Approve",
        "Reject",
        "approved by",
        "rejected by",
        "Open in the console",
        new Dictionary<AnalysisState, string>
        {
            [AnalysisState.AwaitingApproval] = "A fix waits for your decision",
            [AnalysisState.Publishing] = "The fix is being published",
            [AnalysisState.Published] = "The fix is published",
            [AnalysisState.Rejected] = "The fix was rejected",
            [AnalysisState.Expired] = "Nobody decided in time",
            [AnalysisState.NoFix] = "No fix is proposed",
            [AnalysisState.Failed] = "The analysis failed",
            [AnalysisState.Canceled] = "The analysis was canceled",
        });

    private static readonly SlackWords s_korean = new(
        "알림",
        "발생 횟수",
        "근본 원인",
        "근거",
        "검증",
        "승인",
        "거절",
        "승인",
        "거절",
        "콘솔에서 열기",
        new Dictionary<AnalysisState, string>
        {
            [AnalysisState.AwaitingApproval] = "수정안이 결정을 기다리고 있습니다",
            [AnalysisState.Publishing] = "수정안을 게시하는 중입니다",
            [AnalysisState.Published] = "수정안이 게시되었습니다",
            [AnalysisState.Rejected] = "수정안이 거절되었습니다",
            [AnalysisState.Expired] = "기한 안에 결정되지 않았습니다",
            [AnalysisState.NoFix] = "제안할 수정안이 없습니다",
            [AnalysisState.Failed] = "분석에 실패했습니다",
            [AnalysisState.Canceled] = "분석이 취소되었습니다",
        });

    public static SlackWords Of(string locale) => locale == "ko" ? s_korean : s_english;

    public string State(AnalysisState state) => States.TryGetValue(state, out var words) ? words : state.ToString();
}
