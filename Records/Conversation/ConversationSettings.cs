using Microsoft.Extensions.Configuration;
using OpsFlow.Platform.Settings;
using OpsFlow.Records.Waste;

namespace OpsFlow.Records.Conversation;

/// <summary>Where the rules of conversations are.</summary>
public sealed record ConversationSettings
{
    private const string Variable = "CHAT_DATA";

    /// <summary>The folder of their files; null takes those that ship with the program.</summary>
    [ConfigurationKeyName(Variable)]
    public string? Data { get; init; }

    /// <summary>The folder as a full path.</summary>
    public string Folder => Data is null ? ConversationFiles.Shipped : Path.GetFullPath(Data);

    /// <summary>Reads the rules; what is wrong with them is with the settings' reader.</summary>
    public static ConversationLibrary Read(SettingsReader reader, WasteLibrary waste)
    {
        var settings = reader.Read<ConversationSettings>();
        var (rules, faults) = ConversationFiles.Read(settings.Folder);
        if (rules is null)
        {
            reader.AddFault(string.Join(
                Environment.NewLine + "    ",
                [$"{SettingsReader.Prefix}{Variable} has {faults.Count} faults in {settings.Folder}:", .. faults]));
        }

        return new(settings.Folder, rules, waste);
    }
}
