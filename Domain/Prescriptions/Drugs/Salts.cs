namespace OpsFlow.Domain.Prescriptions.Drugs;

/// <summary>Words of salts and water in names of substances: they change the weight, not the ingredient.</summary>
internal static class Salts
{
    private static readonly string[] s_korean =
    [
        .. new[]
        {
            "나트륨", "칼륨", "칼슘", "마그네슘", "아연", "염산염", "염산", "말레산염", "말레인산염", "베실산염",
            "베실레이트", "타르타르산염", "주석산염", "수화물", "일수화물", "이수화물", "삼수화물", "반수화물",
            "오수화물", "육수화물", "무수물", "무수", "인산염", "이인산염", "황산염", "황산수소염", "숙신산염",
            "메실산염", "메탄설폰산염", "푸마르산염", "헤미푸마르산염", "시트르산염", "구연산염", "아세트산염",
            "초산염", "질산염", "니코티네이트", "니코틴산염", "트로메타몰", "트로메타민", "캄실산염", "캄실레이트",
            "오로트산염", "브롬화수소산염", "브롬화수소산", "브로민화수소산염", "옥살산염", "락트산염", "젖산염",
            "글루콘산염", "토실산염", "에실산염", "에디실산염", "말산염", "만델산염", "이염산염", "팔미트산염",
            "프로피오네이트", "프로피온산에스테르", "푸로에이트", "스테아르산염", "에스톨레이트", "아르기닌",
            "라이신", "베타덱스", "에르부민", "발레레이트", "아세테이트", "디프로피오네이트",
        }.OrderByDescending(s => s.Length),
    ];

    private static readonly HashSet<string> s_english = new(StringComparer.OrdinalIgnoreCase)
    {
        "sodium", "sod", "na", "potassium", "calcium", "magnesium", "hydrochloride", "hcl", "dihydrochloride",
        "maleate", "besylate", "besilate", "tartrate", "bitartrate", "hydrate", "monohydrate", "dihydrate",
        "trihydrate", "hemihydrate", "anhydrous", "phosphate", "sulfate", "sulphate", "bisulfate", "succinate",
        "mesylate", "mesilate", "fumarate", "hemifumarate", "citrate", "acetate", "nitrate", "nicotinate",
        "tromethamine", "trometamol", "camsylate", "orotate", "hydrobromide", "hbr", "oxalate", "lactate",
        "gluconate", "tosylate", "edisylate", "malate", "stearate", "propionate", "furoate", "dipropionate",
        "erbumine", "arginine", "lysine", "xinafoate", "medoxomil", "cilexetil", "axetil", "proxetil", "pivoxil",
        "etexilate", "mofetil", "bromide", "chloride", "decanoate", "valerate",
    };

    public static IEnumerable<string> EndingsOf(string word) =>
        s_korean.Where(s => word.Length > s.Length && word.EndsWith(s, StringComparison.Ordinal));

    public static bool IsWord(string word) => s_english.Contains(word.TrimEnd('.')) || s_korean.Contains(word);
}
