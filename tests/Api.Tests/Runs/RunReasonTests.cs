using OpsFlow.Api.Runs;
using OpsFlow.Domain.Text;
using OpsFlow.Records.Prescriptions;

namespace OpsFlow.Api.Tests.Runs;

/// <summary>What records keep in English is read in the reader's language.</summary>
public sealed class RunReasonTests
{
    public static TheoryData<string, string> Sentences { get; } = new()
    {
        { RunReason.RetriedBy("console administrator"), "콘솔 관리자 님이 다시" },
        { RunReason.PausedBy("mina"), "mina 님이 일시 중지" },
        { RunReason.ResumedBy("mina"), "mina 님이 다시 시작" },
        { "Nobody decided in time; report the error again to restart.", "제때 결정한" },
        { "The branch keeps moving: main", "계속 바뀝니다: main" },
        { PrescriptionReasons.Gone, "데이터베이스에서 없어졌" },
        { PrescriptionReasons.Edited, "수정되었습니다" },
        { PrescriptionReasons.CardsClosed, "결정한 사람이 없습니다" },
        { PrescriptionReasons.CountsNow("rx-1"), "rx-1 분석이" },
        { "The run was canceled.", "취소되었습니다" },
    };

    [Theory]
    [MemberData(nameof(Sentences))]
    public void InWords_SentenceOfARecord_IsInTheLanguageOfTheReader(string sentence, string korean)
    {
        using (Language.Use(Language.English))
        {
            Assert.Equal(sentence, RunReason.InWords(sentence));
        }

        using (Language.Use(Language.Korean))
        {
            Assert.Contains(korean, RunReason.InWords(sentence), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("Clone: The server is away.")]
    [InlineData("")]
    [InlineData(null)]
    public void InWords_OtherSentence_StaysAsItIs(string? sentence)
    {
        using var language = Language.Use(Language.Korean);
        Assert.Equal(sentence, RunReason.InWords(sentence));
    }
}
