using System.Diagnostics;
using OpsFlow.Domain.Text;

namespace OpsFlow.Domain.Tests.Text;

public sealed class RedactorTests
{
    private readonly Redactor _redactor = new();

    [Theory]
    [InlineData("token ghp_0123456789abcdefghijABCDEFGHIJ012345 here", "token [token] here")]
    [InlineData("key AKIAIOSFODNN7EXAMPLE.", "key [token].")]
    [InlineData("xoxb-123456789012-abcdefghijkl", "[token]")]
    [InlineData("Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc-def_1", "Bearer [token]")]
    [InlineData("Authorization: Bearer abcdef0123", "Authorization: [credential]")]
    [InlineData("cookie: sid=0123; other=1\nHost: a", "cookie: [credential]\nHost: a")]
    [InlineData("postgres://app:s3cr3t@db:5432/shop", "postgres://app:[credential]@db:5432/shop")]
    [InlineData("Host=db;Password=s3cr3t!;Pooling=true", "Host=db;Password=[credential];Pooling=true")]
    [InlineData("GET /pay?api_key=0123abcd&x=1", "GET /pay?api_key=[credential]&x=1")]
    [InlineData("user mina.kim@shop.co.kr failed", "user [email] failed")]
    [InlineData("주민번호 900101-1234567 오류", "주민번호 [resident number] 오류")]
    [InlineData("card 4111 1111 1111 1111 declined", "card [card number] declined")]
    [InlineData(
        "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nIBAAK=\n-----END RSA PRIVATE KEY-----\nafter",
        "[private key]\nafter")]
    public void Redact_SecretOrPersonalData_IsTakenOut(string text, string expected) =>
        Assert.Equal(expected, _redactor.Redact(text));

    [Theory]
    [InlineData("var password = user.Password;")]
    [InlineData("if (password=getPassword()) return;")]
    [InlineData("password=self.password")]
    [InlineData("order 4711-1234, 2026-11-30T01:02:03.1234567Z")]
    [InlineData("order 4111 1111 1111 1112 of 1800000000000")]
    [InlineData("at com.acme.Shop.find(Shop.java:17) ~[app@1.2.jar!/:?]")]
    [InlineData("git@github.com:acme/shop.git, left-pad@1.3.0")]
    [InlineData("@Autowired private Key key;")]
    [InlineData("commit 0123456789abcdef0123456789abcdef01234567")]
    public void Redact_CodeAndTraces_StayWhatTheyAre(string text) => Assert.Equal(text, _redactor.Redact(text));

    [Fact]
    public void Redact_KnownSecret_GoesWhereverItStands()
    {
        _redactor.AddKnown("abc");
        _redactor.AddKnown("s3cret-value");
        _redactor.AddKnown("s3cret-value-2");
        Assert.Equal("abc x[secret]y[secret]", _redactor.Redact("abc xs3cret-value-2ys3cret-value"));
    }

    [Fact]
    public void Redact_ConfiguredForm_IsTakenOut() =>
        Assert.Equal("customer [configured]", new Redactor(@"C-\d{6}").Redact("customer C-123456"));

    [Fact]
    public void Redact_HostileText_TakesTimeOfItsLength()
    {
        var watch = Stopwatch.StartNew();
        string[] parts = ["a@", "1 ", "password=", "-----BEGIN PRIVATE KEY-----", "https://a:", "eyJ0.", "0-"];
        foreach (var part in parts)
        {
            var text = string.Concat(Enumerable.Repeat(part, 400_000 / part.Length));
            Assert.True(_redactor.Redact(text).Length > 0);
        }

        // Far beyond what a slow machine needs; a form that backtracks takes hours.
        Assert.True(watch.Elapsed < TimeSpan.FromMinutes(2));
    }
}
