using OpsFlow.Domain.Text;

namespace OpsFlow.Domain.Tests.Text;

public sealed class KoreanParticlesTests
{
    [Theory]
    [InlineData("투명 페트병: 플라스틱(으)로 배출해요.", "투명 페트병: 플라스틱으로 배출해요.")]
    // A class whose name ends in ㄹ, in no consonant, and other particles.
    [InlineData("유리병: 유리(으)로 배출해요.", "유리병: 유리로 배출해요.")]
    [InlineData("신문: 비닐(으)로 배출해요.", "신문: 비닐로 배출해요.")]
    [InlineData("분석이(가) 없습니다.", "분석이 없습니다.")]
    [InlineData("서버이(가) 없습니다.", "서버가 없습니다.")]
    [InlineData("'서버'을(를) 고르세요.", "'서버'를 고르세요.")]
    [InlineData("약은(는) 물과(와) 먹습니다.", "약은 물과 먹습니다.")]
    [InlineData("PET(으)로 배출해요.", "PET(으)로 배출해요.")]
    [InlineData("(으)로", "(으)로")]
    public void Resolve_BothForms_LeavesTheOneThatFits(string text, string expected) =>
        Assert.Equal(expected, KoreanParticles.Resolve(text));
}
