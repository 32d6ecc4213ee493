using OpsFlow.Domain.CodeAnalysis;
using OpsFlow.Domain.CodeAnalysis.Fingerprints;

namespace OpsFlow.Domain.Tests.CodeAnalysis.Fingerprints;

public sealed class ApplicationPackagesTests
{
    [Theory]
    [InlineData("src/main/java/com/acme/shop/A.java", "package com.acme.shop.orders;", "com.acme")]
    [InlineData("a/A.kt", "@file:JvmName(\"x\")\npackage kr.co.acme.web\n", "kr.co.acme")]
    [InlineData("a/A.java", "// comment\npackage shop.orders;", "shop")]
    [InlineData("a/A.cs", "using System;\n\nnamespace Acme.Shop.Web;\n", "Acme")]
    [InlineData("a/A.java", "package org.apache.commons.text;", "org.apache.commons")]
    [InlineData("go.mod", "module github.com/acme/shop\n\ngo 1.22\n", "github.com/acme/shop")]
    public void Learn_OneFile_GivesItsBeginning(string path, string text, string expected) =>
        Assert.Equal([expected], ApplicationPackages.Learn([path], _ => text));

    [Fact]
    public void Learn_ManyFiles_ReadsOneOfAFolder()
    {
        var read = new List<string>();
        var paths = Enumerable.Range(0, 50).Select(i => $"src/a/F{i}.java").Append("src/b/G.java")
            .Append("vendor/x/y/V.java").Append("web/index.ts");
        var prefixes = ApplicationPackages.Learn(paths, path =>
        {
            read.Add(path);
            return path.StartsWith("src/a", StringComparison.Ordinal) ? "package com.acme.a;" : "package com.other.b;";
        });
        Assert.Equal(["com.acme", "com.other"], prefixes);
        Assert.Equal(2, read.Count);
    }

    [Fact]
    public void Compute_KnownPrefixes_LibrariesOfNobodyKnownDoNotCount()
    {
        string Of(string caller, params string[]? prefixes) => Fingerprint.Compute(new()
        {
            ErrorType = "E",
            StackTrace = "java.lang.RuntimeException: x\n" + string.Concat(
                Enumerable.Range(0, 3).Select(i => $"\tat com.unheard.of.Wire{caller}{i}.send(Wire.java:{i})\n"))
                + "\tat com.acme.Sacks.store(Sacks.java:7)\n\tat com.acmecorp.Other.go(Other.java:1)\n",
            ApplicationPrefixes = prefixes,
        });
        Assert.NotEqual(Of("A", null), Of("B", null));
        Assert.Equal(Of("A", "com.acme"), Of("B", "com.acme"));
        // A prefix that no frame has decides nothing.
        Assert.Equal(Of("A", "net.nobody"), Of("A", null));
    }

    [Fact]
    public void ComputeBoth_KnownPrefixes_IsWhatEachAloneIs()
    {
        var unknown = new AnalysisRequest
        {
            ErrorType = "E",
            StackTrace = "java.lang.RuntimeException: x\n\tat com.unheard.of.Wire.send(Wire.java:3)\n"
                + "\tat com.acme.Sacks.store(Sacks.java:7)\n",
        };
        var known = unknown with { ApplicationPrefixes = ["com.acme"] };
        Assert.Equal((Fingerprint.Compute(known), Fingerprint.Compute(unknown)), Fingerprint.ComputeBoth(known));
        Assert.Equal((Fingerprint.Compute(unknown), null), Fingerprint.ComputeBoth(unknown));
        Assert.NotEqual(Fingerprint.Compute(known), Fingerprint.Compute(unknown));
    }

    [Fact]
    public void Compute_MarkedFrames_AreTheOnesThatCount()
    {
        string Of(string lib, string own, IReadOnlyList<string>? marked) => Fingerprint.Compute(new()
        {
            ErrorType = "E",
            StackTrace = "Traceback (most recent call last):\n"
                + $"  File \"/srv/app/{own}\", line 3, in pay\n  File \"/opt/libs/{lib}\", line 9, in call\nE: x\n",
            InApp = marked,
        });
        Assert.NotEqual(Of("a.py", "shop.py", null), Of("b.py", "shop.py", null));
        Assert.Equal(Of("a.py", "shop.py", ["app/shop.py"]), Of("b.py", "shop.py", ["app/shop.py"]));
        Assert.NotEqual(Of("a.py", "shop.py", ["app/shop.py"]), Of("a.py", "cart.py", ["app/cart.py"]));
    }
}
