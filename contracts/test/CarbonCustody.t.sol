// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC1155Receiver} from "@openzeppelin/contracts/token/ERC1155/IERC1155Receiver.sol";
import {Errors} from "@openzeppelin/contracts/utils/Errors.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import {CarbonAccount} from "../src/CarbonAccount.sol";
import {CarbonCustody} from "../src/CarbonCustody.sol";
import {CreditRegistry} from "../src/CreditRegistry.sol";
import {CreditRegistryProxy} from "../src/CreditRegistryProxy.sol";
import {ZeroAddress, ZeroAmount, ZeroReference} from "../src/Errors.sol";
import {ContractWallet, Glutton, Pretender, Reentrant, StingyWallet} from "./support/Hostile.sol";
import {Platform} from "./support/Platform.sol";
import {vm} from "./support/Test.sol";

contract CarbonCustodyTest is Platform {
    bytes32 private constant REF = keccak256("withdrawal 1");
    bytes32 private constant OTHER_REF = keccak256("withdrawal 2");
    address private constant ETHER = address(0);

    uint256 private batch;

    function setUp() public override {
        super.setUp();
        register(ALICE_USER);
        link(ALICE_USER, ALICE_KEY);
        openProject(FOREST);
        batch = issueCredits(FOREST, address(custody), 100, "issuance 1");
        fundCarbon(address(custody), 100e18);
        vm.deal(address(custody), 100 ether);
    }

    function test_refusesAConstructorsZeros() public {
        vm.expectRevert(ZeroAddress.selector);
        new CarbonCustody(address(0), accounts, registry);
        vm.expectRevert(ZeroAddress.selector);
        new CarbonCustody(admin, accounts, CreditRegistry(address(0)));
    }

    // What comes in

    function test_tellsOfEtherThatComesIn() public {
        vm.deal(alice, 5 ether);
        vm.expectEmit(address(custody));
        emit CarbonCustody.EtherReceived(alice, 2 ether);
        vm.prank(alice);
        (bool sent,) = address(custody).call{value: 2 ether}("");
        vm.assertTrue(sent);
        vm.expectEmit(address(custody));
        emit CarbonCustody.ReserveFunded(alice, 3 ether);
        vm.prank(alice);
        custody.fund{value: 3 ether}();
        vm.assertEq(address(custody).balance, 105 ether);
    }

    function test_refusesDepositsOfNothing() public {
        vm.prank(alice);
        (bool sent, bytes memory refusal) = address(custody).call("");
        vm.assertFalse(sent);
        vm.assertEq(bytes32(refusal), bytes32(ZeroAmount.selector));
        vm.expectRevert(ZeroAmount.selector);
        custody.fund();
    }

    function test_refusesEtherWithACallThatItDoesNotKnow() public {
        vm.deal(alice, 1 ether);
        vm.prank(alice);
        (bool sent,) = address(custody).call{value: 1 ether}(hex"deadbeef");
        vm.assertFalse(sent);
    }

    function test_aDepositFits2300Gas() public {
        StingyWallet wallet = new StingyWallet();
        vm.deal(address(wallet), 1 ether);
        wallet.send(payable(address(custody)), 1 ether);
        vm.assertEq(address(custody).balance, 101 ether);
    }

    function test_takesCreditsOfOurRegistryOnly() public {
        bytes memory initialization = abi.encodeCall(CreditRegistry.initialize, (admin));
        CreditRegistry foreign =
            CreditRegistry(address(new CreditRegistryProxy(address(new CreditRegistry()), initialization)));
        give(foreign, "PROJECT_ROLE", developer);
        give(foreign, "MINTER_ROLE", issuer);
        vm.prank(developer);
        foreign.mintProjectRecord(FOREST, "");
        vm.prank(issuer);
        foreign.mint(FOREST, 2021, alice, 2e18, REF, REF);
        vm.startPrank(alice);
        vm.expectRevert(abi.encodeWithSelector(CarbonCustody.UnsupportedAsset.selector, foreign));
        foreign.safeTransferFrom(alice, address(custody), batch, 1e18, "");
        (uint256[] memory ids, uint256[] memory values) = pair(batch, 1e18);
        vm.expectRevert(abi.encodeWithSelector(CarbonCustody.UnsupportedAsset.selector, foreign));
        foreign.safeBatchTransferFrom(alice, address(custody), ids, values, "");
        vm.stopPrank();
        vm.prank(address(registry));
        vm.assertTrue(
            custody.onERC1155BatchReceived(alice, alice, ids, values, "")
                == IERC1155Receiver.onERC1155BatchReceived.selector
        );
    }

    function test_saysWhatItSpeaks() public view {
        vm.assertTrue(custody.supportsInterface(type(IERC1155Receiver).interfaceId));
        vm.assertTrue(custody.supportsInterface(type(IAccessControl).interfaceId));
        vm.assertFalse(custody.supportsInterface(0xffffffff));
    }

    // What goes out

    function test_paysEtherAndCarbonOutOncePerReference() public {
        vm.expectEmit(address(custody));
        emit CarbonCustody.PaidOut(REF, ETHER, alice, 3 ether);
        payOut(REF, ETHER, alice, 3 ether);
        vm.assertEq(alice.balance, 3 ether);
        vm.assertTrue(custody.isPaid(REF));
        vm.expectEmit(address(custody));
        emit CarbonCustody.PaidOut(OTHER_REF, address(token), alice, 5e18);
        payOut(OTHER_REF, address(token), alice, 5e18);
        vm.assertEq(token.balanceOf(alice), 5e18);
        expectAlreadyPaid(REF);
        payOut(REF, ETHER, alice, 3 ether);
        expectAlreadyPaid(REF);
        payOut(REF, address(token), alice, 1);
    }

    function test_aReferenceServesOneOfAllWaysOut() public {
        payOut(REF, ETHER, alice, 1);
        expectAlreadyPaid(REF);
        payOutCredits(REF, alice, 1e18);
        expectAlreadyPaid(REF);
        retire(REF, 1e18);
        retire(OTHER_REF, 1e18);
        expectAlreadyPaid(OTHER_REF);
        payOut(OTHER_REF, ETHER, alice, 1);
        vm.assertEq(registry.balanceOf(address(custody), batch), 99e18);
    }

    function test_paysCreditsOut() public {
        vm.expectEmit(address(registry));
        emit CreditRegistry.CreditsTransferred(batch, address(custody), alice, 7e18);
        payOutCredits(REF, alice, 7e18);
        vm.assertEq(registry.balanceOf(alice, batch), 7e18);
        vm.expectEmit(address(custody));
        emit CarbonCustody.CreditsPaidOut(OTHER_REF, batch, alice, 1e18);
        payOutCredits(OTHER_REF, alice, 1e18);
    }

    function test_retiresForAUser() public {
        vm.expectEmit(address(custody));
        emit CarbonCustody.CreditsRetiredFor(REF, batch, 2e18);
        vm.expectEmit(address(registry));
        emit CreditRegistry.CreditsRetired(batch, address(custody), keccak256("beneficiary"), 2e18, 8, "thanks");
        retire(REF, 2e18);
        vm.assertEq(registry.retiredOf(batch), 2e18);
    }

    function test_nothingGoesToAWalletThatIsNotLinked() public {
        bytes memory refusal = abi.encodeWithSelector(CarbonCustody.NotLinked.selector, operator);
        vm.expectRevert(refusal);
        payOut(REF, ETHER, operator, 1);
        vm.expectRevert(refusal);
        payOut(REF, address(token), operator, 1);
        vm.expectRevert(refusal);
        payOutCredits(REF, operator, 1e18);
        vm.prank(alice);
        accounts.unlinkWallet(alice);
        vm.expectRevert(abi.encodeWithSelector(CarbonCustody.NotLinked.selector, alice));
        payOut(REF, ETHER, alice, 1);
        vm.assertFalse(custody.isPaid(REF));
    }

    function test_theOperatorCannotLinkAWalletOfItsOwn() public {
        expectMissingRole(operator, "REGISTRAR_ROLE");
        vm.prank(operator);
        accounts.linkWallet(ALICE_USER, operator, START, "");
    }

    function test_refusesPaymentsThatMeanNothing() public {
        vm.expectRevert(ZeroAmount.selector);
        payOut(REF, ETHER, alice, 0);
        vm.expectRevert(ZeroReference.selector);
        payOut(bytes32(0), ETHER, alice, 1);
        vm.expectRevert(abi.encodeWithSelector(CarbonCustody.UnsupportedAsset.selector, stranger));
        payOut(REF, stranger, alice, 1);
        vm.expectRevert(ZeroAmount.selector);
        payOutCredits(REF, alice, 0);
        vm.expectRevert(ZeroAmount.selector);
        retire(REF, 0);
    }

    function test_refusesMoreThanIsHere() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.InsufficientBalance.selector, 100 ether, 101 ether));
        payOut(REF, ETHER, alice, 101 ether);
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, custody, 100e18, 101e18)
        );
        payOut(REF, address(token), alice, 101e18);
        vm.assertFalse(custody.isPaid(REF));
    }

    function test_onlyTheOperatorPaysOut() public {
        expectMissingRole(admin, "OPERATOR_ROLE");
        vm.prank(admin);
        custody.payOut(REF, ETHER, alice, 1);
        expectMissingRole(alice, "OPERATOR_ROLE");
        vm.prank(alice);
        custody.payOutCredits(REF, batch, alice, 1);
        expectMissingRole(alice, "OPERATOR_ROLE");
        vm.prank(alice);
        custody.retireCredits(REF, batch, 1, bytes32(0), 0, "");
    }

    function test_aReceiverCannotBePaidAgainWhileItReceives() public {
        Reentrant wallet = linkReentrant();
        wallet.prepare(address(custody), abi.encodeCall(CarbonCustody.payOut, (OTHER_REF, ETHER, address(wallet), 1)));
        payOut(REF, ETHER, address(wallet), 1 ether);
        assertShut(wallet);
        vm.assertEq(address(custody).balance, 99 ether);
    }

    function test_aReceiverOfCreditsCannotBePaidAgainEither() public {
        Reentrant wallet = linkReentrant();
        wallet.prepare(
            address(custody), abi.encodeCall(CarbonCustody.payOutCredits, (OTHER_REF, batch, address(wallet), 1))
        );
        payOutCredits(REF, address(wallet), 1e18);
        assertShut(wallet);
        bytes memory retirement = abi.encodeCall(CarbonCustody.retireCredits, (OTHER_REF, batch, 1, 0, 0, ""));
        wallet.prepare(address(custody), retirement);
        payOutCredits(keccak256("withdrawal 3"), address(wallet), 1e18);
        assertShut(wallet);
        vm.assertEq(registry.balanceOf(address(custody), batch), 98e18);
    }

    function test_aWalletThatRefusesLeavesItsReferenceUnused() public {
        ContractWallet wallet = link(new ContractWallet(alice));
        vm.expectRevert(abi.encodeWithSelector(CarbonCustody.PayoutRefused.selector, address(wallet)));
        payOut(REF, ETHER, address(wallet), 1);
        vm.assertFalse(custody.isPaid(REF));
        payOut(REF, address(token), address(wallet), 1);
    }

    function test_whatAWalletAnswersIsNotTakenForTheCustodysOwnWord() public {
        ContractWallet wallet = link(new Pretender(alice));
        vm.expectRevert(abi.encodeWithSelector(CarbonCustody.PayoutRefused.selector, address(wallet)));
        payOut(REF, ETHER, address(wallet), 1);
    }

    function test_aWalletCannotBurnMoreGasThanItIsGiven() public {
        ContractWallet wallet = link(new Glutton(alice));
        uint256 before = gasleft();
        vm.expectRevert(abi.encodeWithSelector(CarbonCustody.PayoutRefused.selector, address(wallet)));
        payOut(REF, ETHER, address(wallet), 1);
        vm.assertLe(before - gasleft(), custody.PAYOUT_GAS() + 150_000);
    }

    function link(ContractWallet wallet) private returns (ContractWallet) {
        bytes32 digest = linkDigest(ALICE_USER, address(wallet), 0, START, block.chainid, address(accounts));
        vm.prank(registrar);
        accounts.linkWallet(ALICE_USER, address(wallet), START, signDigest(ALICE_KEY, digest));
        return wallet;
    }

    function test_aPauseStopsWhatGoesOutAndNotWhatComesIn() public {
        vm.prank(admin);
        custody.pause();
        vm.expectRevert(Pausable.EnforcedPause.selector);
        payOut(REF, ETHER, alice, 1);
        vm.expectRevert(Pausable.EnforcedPause.selector);
        payOutCredits(REF, alice, 1);
        vm.expectRevert(Pausable.EnforcedPause.selector);
        retire(REF, 1);
        vm.deal(alice, 1 ether);
        vm.prank(alice);
        (bool sent,) = address(custody).call{value: 1 ether}("");
        vm.assertTrue(sent);
        vm.prank(admin);
        custody.unpause();
        payOut(REF, ETHER, alice, 1);
    }

    function test_theAdminAlonePauses() public {
        expectNotAdmin(operator);
        vm.prank(operator);
        custody.pause();
        vm.prank(admin);
        custody.pause();
        expectNotAdmin(operator);
        vm.prank(operator);
        custody.unpause();
    }

    function testFuzz_onlyLinkedWalletsAreEverPaid(address to, uint96 amount, bytes32 ref, bool inEther) public {
        vm.assume(to != alice && amount > 0 && ref != bytes32(0));
        vm.expectRevert(abi.encodeWithSelector(CarbonCustody.NotLinked.selector, to));
        payOut(ref, inEther ? ETHER : address(token), to, amount);
        vm.assertEq(address(custody).balance, 100 ether);
        vm.assertEq(token.balanceOf(address(custody)), 100e18);
    }

    /// @dev The worst of all wallets: linked, called back, and the operator's own, so that only the guard is in its way.
    function linkReentrant() private returns (Reentrant wallet) {
        wallet = new SigningReentrant();
        give(custody, "OPERATOR_ROLE", address(wallet));
        vm.prank(registrar);
        accounts.linkWallet(ALICE_USER, address(wallet), START, "");
    }

    function assertShut(Reentrant wallet) private view {
        vm.assertTrue(wallet.tried());
        vm.assertEq(bytes32(wallet.answer()), bytes32(ReentrancyGuard.ReentrancyGuardReentrantCall.selector));
    }

    function payOut(bytes32 ref, address asset, address to, uint256 amount) private {
        vm.prank(operator);
        custody.payOut(ref, asset, to, amount);
    }

    function payOutCredits(bytes32 ref, address to, uint256 amount) private {
        vm.prank(operator);
        custody.payOutCredits(ref, batch, to, amount);
    }

    function retire(bytes32 ref, uint256 amount) private {
        vm.prank(operator);
        custody.retireCredits(ref, batch, amount, keccak256("beneficiary"), 8, "thanks");
    }

    function expectAlreadyPaid(bytes32 ref) private {
        vm.expectRevert(abi.encodeWithSelector(CarbonCustody.AlreadyPaid.selector, ref));
    }

    function pair(uint256 id, uint256 value) private pure returns (uint256[] memory ids, uint256[] memory values) {
        ids = new uint256[](1);
        values = new uint256[](1);
        (ids[0], values[0]) = (id, value);
    }
}

/// @dev Agrees to everything.
contract SigningReentrant is Reentrant {
    function isValidSignature(bytes32, bytes calldata) external pure returns (bytes4) {
        return this.isValidSignature.selector;
    }
}
