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
    IReadOnlyDictionary<string, string> States)
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
        new Dictionary<string, string>
        {
            ["AwaitingApproval"] = "A fix waits for your decision",
            ["Publishing"] = "The fix is being published",
            ["Published"] = "The fix is published",
            ["Rejected"] = "The fix was rejected",
            ["Expired"] = "Nobody decided in time",
            ["NoFix"] = "No fix is proposed",
            ["Failed"] = "The analysis failed",
            ["Canceled"] = "The analysis was canceled",
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
        new Dictionary<string, string>
        {
            ["AwaitingApproval"] = "수정안이 결정을 기다리고 있습니다",
            ["Publishing"] = "수정안을 게시하는 중입니다",
            ["Published"] = "수정안이 게시되었습니다",
            ["Rejected"] = "수정안이 거절되었습니다",
            ["Expired"] = "기한 안에 결정되지 않았습니다",
            ["NoFix"] = "제안할 수정안이 없습니다",
            ["Failed"] = "분석에 실패했습니다",
            ["Canceled"] = "분석이 취소되었습니다",
        });

    public static SlackWords Of(string locale) => locale == "ko" ? s_korean : s_english;

    public string State(string state) => States.TryGetValue(state, out var words) ? words : state;
}
