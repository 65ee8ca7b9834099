using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Importer.Sources;
using Importer.Stages;
using Xunit;

namespace Importer.Tests.Stages;

public sealed class PhoneCleaningTests
{
    [Theory]
    [InlineData("404-555-0100", "+14045550100", null, "404-555-0100")]
    [InlineData("(301) 334-7670", "+13013347670", null, "301-334-7670")]
    [InlineData("1.800.662.4357", "+18006624357", null, "800-662-4357")]
    [InlineData("256-734-4688 x3971", "+12567344688", "3971", "256-734-4688 ext. 3971")]
    [InlineData("256-734-4688 ext. 5", "+12567344688", "5", "256-734-4688 ext. 5")]
    [InlineData("256-734-4688 x0", "+12567344688", "0", "256-734-4688 ext. 0")]
    [InlineData("256-734-4688 x1", "+12567344688", "1", "256-734-4688 ext. 1")]
    [InlineData("888-PARNEXT", "+18887276398", null, "888-PARNEXT")]
    [InlineData("402-717HOPE", "+14027174673", null, "402-717HOPE")]
    [InlineData("618-6924DUI", "+16186924384", null, "618-6924DUI")]
    [InlineData("800-USA2525", "+18008722525", null, "800-USA2525")]
    [InlineData("888-PARNEXT x12", "+18887276398", "12", "888-PARNEXT ext. 12")]
    [InlineData("\uff14\uff10\uff14-555-0100", "+14045550100", null, "404-555-0100")]
    [InlineData("888-PARNEXT x\uff11\uff12", "+18887276398", "12", "888-PARNEXT ext. 12")]
    [InlineData("404-555-0100 x", "+14045550100", null, "404-555-0100")]
    [InlineData("404-555-0100x", "+14045550100", null, "404-555-0100")]
    [InlineData("404-555-0100 EXT 12", "+14045550100", "12", "404-555-0100 ext. 12")]
    [InlineData("404-555-0100 #12", "+14045550100", "12", "404-555-0100 ext. 12")]
    [InlineData("+1 (404) 555-0100", "+14045550100", null, "404-555-0100")]
    [InlineData("14045550100", "+14045550100", null, "404-555-0100")]
    [InlineData("404\u2013555\u20130100", "+14045550100", null, "404-555-0100")]
    [InlineData("404\u00a0555\u00a00100", "+14045550100", null, "404-555-0100")]
    [InlineData("1-800-QUIT-NOW", "+18007848669", null, "1-800-QUIT-NOW")]
    [InlineData("800-555-HELP (4357)", "+18005554357", null, "800-555-HELP")]
    [InlineData("888-getflex", "+18884383539", null, "888-getflex")]
    public void Every_way_of_writing_a_number_gives_what_to_dial_and_what_to_show(
        string text, string number, string? extension, string display)
    {
        PhoneReading reading = PhoneCleaning.Read(new SourcePhone("phone", "main", text));
        CleanPhone phone = Assert.Single(reading.Phones);
        Assert.True(reading.IsUnderstood);
        Assert.Equal((number, extension, display), (phone.Number, phone.Extension, phone.Display));
    }

    /// <summary>Nearly all numbers are written with hyphens, and are not taken through the library then.</summary>
    [Property(MaxTest = 500)]
    public Property With_hyphens_a_number_is_read_as_without_them() => Prop.ForAll(
        Gen.Choose(0, 9).Select(digit => (char)('0' + digit)).ArrayOf(10).ToArbitrary(),
        digits =>
        {
            string number = new(digits);
            PhoneReading written = PhoneCleaning.Read(new SourcePhone("phone", "main", $"{number[..3]}-{number[3..6]}-{number[6..]}"));
            PhoneReading plain = PhoneCleaning.Read(new SourcePhone("phone", "main", number));
            Assert.Equal(plain.Phones, written.Phones);
            Assert.Equal(plain.IsUnderstood, written.IsUnderstood);
        });

    [Theory]
    [InlineData("999-999-9999")]
    [InlineData("000-000-0000")]
    [InlineData("555-0100")]
    [InlineData("104-555-0100")]
    [InlineData("+44 20 7946 0018")]
    [InlineData("call the office")]
    [InlineData("404-555-01001")]
    [InlineData("+52 664 555 0100")]
    [InlineData("011-52-664-555-0100")]
    public void A_number_that_nobody_can_dial_is_none(string text) =>
        Assert.Empty(PhoneCleaning.Read(new SourcePhone("phone", "main", text)).Phones);

    [Theory]
    [InlineData("404-555-0100 or 404-555-0101", true, "404-555-0100", "404-555-0101")]
    [InlineData("404-555-0100;404-555-0199", true, "404-555-0100", "404-555-0199")]
    [InlineData("404-555-0100 x12 / 404-555-0199 and 888-PARNEXT", true, "404-555-0100 ext. 12", "404-555-0199", "888-PARNEXT")]
    [InlineData("(404) 555-0100, (404) 555-0101", true, "404-555-0100", "404-555-0101")]
    [InlineData("404-555-0100 press 2", false, "404-555-0100")]
    [InlineData("404-555-0100 or 555-0101", false, "404-555-0100")]
    [InlineData("404-555-0100/0101", false, "404-555-0100")]
    [InlineData("999-999-9999 or 404-555-0101", false, "404-555-0101")]
    [InlineData("404-555-0100 (main)", false, "404-555-0100")]
    [InlineData("800-555-HELP (1234)", false, "800-555-HELP")]
    public void Every_usable_number_of_a_cell_is_kept(string text, bool isUnderstood, params string[] shown)
    {
        PhoneReading reading = PhoneCleaning.Read(new SourcePhone("phone", "main", text));
        Assert.Equal(shown, reading.Phones.Select(phone => phone.Display));
        Assert.Equal(isUnderstood, reading.IsUnderstood);
    }
}
