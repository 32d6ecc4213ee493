using System.Security.Cryptography;
using OpsFlow.Infrastructure.Slack;
using OpsFlow.Platform.Settings;

namespace OpsFlow.Api.Demo;

/// <summary>Without a Slack app, a secret of this installation's own, so that the demonstration can sign its click.</summary>
internal static class DemoSlack
{
    public static SlackOptions Options(SlackOptions configured, OpsFlowSettings settings)
    {
        if (!string.IsNullOrEmpty(configured.SigningSecret))
        {
            return configured;
        }

        var file = Path.Combine(settings.DataFolder, "demo-slack-secret");
        if (!File.Exists(file))
        {
            var temporary = $"{file}.{Environment.ProcessId}";
            File.WriteAllText(temporary, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(temporary, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            File.Move(temporary, file, overwrite: true);
        }

        return configured with { SigningSecret = File.ReadAllText(file).Trim() };
    }
}
