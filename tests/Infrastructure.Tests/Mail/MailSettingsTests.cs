using Microsoft.Extensions.Configuration;
using OpsFlow.Infrastructure.Mail;
using OpsFlow.Platform.Settings;

namespace OpsFlow.Infrastructure.Tests.Mail;

public sealed class MailSettingsTests
{
    [Theory]
    [InlineData("imaps://mail.example.com", true)]
    [InlineData("imap://127.0.0.1:1143", true)]
    [InlineData("https://mail.example.com", false)]
    [InlineData("mail.example.com", false)]
    public void Read_Url_IsThatOfAMailbox(string url, bool isTaken)
    {
        var reader = new SettingsReader(new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["IMAP_URL"] = url }).Build());
        var settings = reader.Read<MailSettings>();

        Assert.Equal(isTaken ? url : null, settings.Url?.OriginalString);
        Assert.Equal(
            isTaken ? null : "  OPSFLOW_IMAP_URL must be an imaps or imap URL", reader.Refusal?.Split('\n')[1]);
    }
}
